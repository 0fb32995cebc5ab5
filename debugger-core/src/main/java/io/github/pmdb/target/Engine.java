package io.github.pmdb.target;

import io.github.pmdb.frame.NativeFrame;
import java.util.List;

/// A native debugger behind a narrow type: gdb today, lldb over DAP is to be the second. Everything
/// pmdb asks for itself goes through here; what a user types goes to its console.
public interface Engine extends AutoCloseable {
  /// `gdb 13.1`.
  String title();

  /// Whether it still answers. A dead engine makes every other call throw a
  /// [io.github.pmdb.snapshot.UserError].
  boolean alive();

  /// Native frames of a thread, inlined ones expanded, innermost first.
  ///
  /// @param tid kernel thread id in the engine's namespace
  List<NativeFrame> frames(long tid, int limit);

  /// Selection, as the console has it now.
  Selection selection();

  void selectThread(long tid);

  /// @param level of the selected thread
  void selectFrame(int level);

  /// Completions of a console command line, whole lines.
  List<String> complete(String line);

  /// Whether the target stands still (a core always does).
  boolean stopped();

  /// Waits until what the engine did so far is known here, after it did something at its console.
  void catchUp();

  @Override
  void close();

  /// @param tid 0 when no thread is selected
  record Selection(long tid, int frameLevel) {}
}
