package io.github.pmdb.cpython.source;

import io.github.pmdb.cpython.object.Dicts;
import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.cpython.object.Lists;
import io.github.pmdb.cpython.object.Modules;
import io.github.pmdb.cpython.object.Strings;
import io.github.pmdb.cpython.object.Tuples;
import io.github.pmdb.interpreter.ScriptFrame;
import io.github.pmdb.interpreter.ScriptStack;
import io.github.pmdb.memory.MemoryFault;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Lines that the module `linecache` of the target keeps: of files whose lines a traceback or a
/// warning showed, and of code that programs registered there because no file has it.
public final class LineCache {
  private static final int MAX_LINES = 100_000;

  /// `(size, mtime, lines, fullname)`; one of a single item has no lines yet.
  private static final int ENTRY = 4;

  private static final int LINES = 2;

  /// What is typed at a prompt has names of its own since 3.13. Since 3.13.1 its lines are kept
  /// apart, by `(co_filename, co_qualname, co_firstlineno)`.
  private static final String TYPED = "<python-input-";

  private static final int MAX_TYPED = 100_000;
  private static final int TYPED_KEY = 3;

  /// The file of what `exec` runs and of what `python -c` was given.
  private static final String STRING = "<string>";

  private static final String FROZEN = "<frozen ";

  private static final int MAX_ARGUMENTS = 10_000;

  /// Characters of an argument: Linux passes 128 KiB.
  private static final int MOST_CODE = 1 << 17;

  private static final int MOST_LINE = 4096;

  /// Options of `python`, up to one that takes a value, and the value where it is not an argument
  /// of its own.
  private static final Pattern OPTION =
      Pattern.compile("-(?!-)[^WXcm]*([WXcm]?)(.*)", Pattern.DOTALL);

  private LineCache() {}

  /// The file of a module that is frozen into the interpreter, as `os` is since 3.11: its code is
  /// compiled from the file that the module names.
  public static Optional<String> frozen(Heap heap, long interpreter, String name) {
    return name.startsWith(FROZEN) && name.endsWith(">")
        ? new Modules(heap, interpreter)
            .attribute(name.substring(FROZEN.length(), name.length() - 1), "__file__")
            .flatMap(file -> text(heap, file))
        : Optional.empty();
  }

  private static Optional<String> text(Heap heap, long object) {
    try {
      return Strings.text(heap, object);
    } catch (MemoryFault _) {
      return Optional.empty(); // the frame is shown without its source
    }
  }

  /// The lines of a file, or of what `python -c` was given where all frames can be of that.
  ///
  /// @param interpreter address of the interpreter whose modules are meant
  /// @param name `co_filename`
  /// @param stacks of all threads
  public static Optional<List<String>> source(
      Heap heap, long interpreter, String name, Supplier<Stream<ScriptStack>> stacks) {
    return lines(heap, interpreter, name)
        .or(() ->
            name.equals(STRING)
                ? commandLine(heap, interpreter)
                    .filter(code -> stacks.get().allMatch(stack -> explains(code, stack)))
                : Optional.empty());
  }

  /// What `python -c` was given, by `sys.orig_argv`, which is there since 3.10.
  private static Optional<List<String>> commandLine(Heap heap, long interpreter) {
    try {
      return Dicts.find(heap, heap.pointer(interpreter, "interp.sysdict"), "orig_argv")
          .map(list -> Lists.first(heap, list, MAX_ARGUMENTS))
          .flatMap(items ->
              code(
                  items.stream()
                      .map(item -> Strings.text(heap, item, MOST_CODE).orElse(""))
                      .toList()))
          .map(code -> code.lines().toList());
    } catch (MemoryFault _) {
      return Optional.empty(); // the frame is shown without its source
    }
  }

  /// The value of `-c`, which ends the options, as `-m` and the name of a script do.
  private static Optional<String> code(List<String> arguments) {
    for (int i = 1; i < arguments.size(); i++) {
      Matcher option = OPTION.matcher(arguments.get(i));
      if (!option.matches() || option.group(1).equals("m")) {
        return Optional.empty();
      }
      boolean inside = !option.group(2).isEmpty();
      if (option.group(1).equals("c")) {
        return inside ? Optional.of(option.group(2)) : arguments.stream().skip(i + 1L).findFirst();
      }
      i += option.group(1).isEmpty() || inside ? 0 : 1;
    }
    return Optional.empty();
  }

  /// Whether frames of the file `<string>` can be those of a code: `exec` has the same file.
  private static boolean explains(List<String> code, ScriptStack stack) {
    List<String> functions =
        stack.frames().stream()
            .filter(frame -> frame.file().equals(STRING))
            .map(ScriptFrame::function)
            .toList();
    String text = String.join("\n", code);
    long modules = functions.stream().filter("<module>"::equals).count();
    return modules <= 1
        && functions.stream()
            .map(name -> name.substring(name.lastIndexOf('.') + 1))
            .allMatch(name ->
                name.startsWith("<")
                    || text.contains("def " + name)
                    || text.contains("class " + name));
  }

  private static Optional<List<String>> lines(Heap heap, long interpreter, String name) {
    try {
      long modules = heap.pointer(interpreter, "interp.modules");
      return Dicts.find(heap, modules, "linecache")
          .map(module -> heap.pointer(module, "module.md_dict"))
          .flatMap(module ->
              Dicts.find(heap, module, "cache")
                  .flatMap(cache -> Dicts.find(heap, cache, name))
                  .or(() -> typed(heap, module, name)))
          .map(entry -> Tuples.items(heap, entry, ENTRY))
          .filter(entry -> entry.size() == ENTRY)
          .map(entry -> entry.get(LINES))
          .filter(list -> Lists.size(heap, list) < MAX_LINES) // a part would be taken for all
          .map(list -> texts(heap, list));
    } catch (MemoryFault _) {
      return Optional.empty(); // the frame is shown without its source
    }
  }

  private static Optional<Long> typed(Heap heap, long module, String name) {
    return Optional.of(name)
        .filter(known -> known.startsWith(TYPED))
        .flatMap(_ -> Dicts.find(heap, module, "_interactive_cache"))
        .flatMap(cache ->
            Dicts.entries(heap, cache, MAX_TYPED).stream()
                .filter(entry -> isOfFile(heap, entry.key(), name))
                .map(Dicts.Entry::value)
                .findFirst());
  }

  private static boolean isOfFile(Heap heap, long key, String name) {
    List<Long> parts = Tuples.items(heap, key, TYPED_KEY);
    return parts.size() == TYPED_KEY && Strings.equals(heap, parts.getFirst(), name);
  }

  private static List<String> texts(Heap heap, long list) {
    List<String> lines = new ArrayList<>();
    for (long line : Lists.first(heap, list, MAX_LINES)) {
      lines.add(Strings.text(heap, line, MOST_LINE).orElse("").replaceFirst("[\\r\\n]+$", ""));
    }
    return lines;
  }
}
