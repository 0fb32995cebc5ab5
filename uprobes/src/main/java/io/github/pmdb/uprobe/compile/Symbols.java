package io.github.pmdb.uprobe.compile;

import io.github.pmdb.uprobe.agent.Bytecode;
import io.github.pmdb.uprobe.event.Captured;
import java.util.List;
import java.util.Map;

/// A debugger that has the file of a program, put where a process has it, but no process: asking
/// stops nothing. Each question may throw a [io.github.pmdb.snapshot.UserError] with the debugger's
/// reason.
public interface Symbols extends AutoCloseable {
  /// Stands in expressions for the address at which the thread that comes by has the block of the
  /// file's variables of its own.
  String THREAD_BLOCK = "$pmdb_thread_block";

  /// The location of functions' first instructions.
  String BEGINNINGS = "*";

  /// The same symbols, which know of places what is seen in the function that a location means: the
  /// one that it names, though others may be inlined there, and of an address the one that begins
  /// there. They are closed with these.
  Symbols of(String location);

  /// The addresses that a location means, as a breakpoint there would have them.
  ///
  /// @param location a function, `FILE:LINE` or `*ADDRESS`
  List<Long> places(String location);

  /// The type of an expression as it stands at a place.
  Type type(long place, String expression);

  /// What gives the value of an expression at a place.
  Bytecode bytecode(long place, String expression);

  /// What a name is at a place, also one with `::`.
  Standing standing(long place, String name);

  /// What gives the value of a variable in several pieces, or of a member of one.
  ///
  /// @param path `NAME.MEMBER`, `NAME.MEMBER[1]` and the like
  Words words(long place, String path);

  /// @param each an expression for eight bytes of a value after the other
  /// @param type of the value, which has names for what is not to be had of it
  record Words(List<String> each, Type type) {
    public Words {
      each = List.copyOf(each);
    }
  }

  /// The function that a place lies in: the innermost one of those that are inlined there, unless a
  /// location tells which is meant.
  Function function(long place);

  /// The line of the source that a place is of, as `FILE:LINE` without directories; empty where
  /// there is no debug information.
  String line(long place);

  /// The names of the variables, parameters apart, that are seen at a place.
  List<String> locals(long place);

  /// Bytes as a value of a type.
  default String format(Type type, byte[] bytes) {
    return format(type, bytes, Map.of());
  }

  /// The same with strings.
  ///
  /// @param texts what pointers to characters lead to, by address
  String format(Type type, byte[] bytes, Map<Long, Captured.Text> texts);

  @Override
  void close();
}
