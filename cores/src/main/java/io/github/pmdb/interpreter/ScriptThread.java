package io.github.pmdb.interpreter;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/// A thread as the interpreter knows it.
///
/// @param address of the interpreter's own thread struct (CPython: `PyThreadState`)
/// @param tid kernel thread id in the observer's namespace; absent when it could not be matched
/// @param name the name the script gave it, else empty
/// @param notes such as `holds the GIL`, `while garbage is collected`
/// @param group which interpreter it belongs to (sub-interpreter, isolate), 0 for the main one
/// @param pthread what the C library calls it, and the language too (Python:
///   `threading.get_ident()`); absent when not known
public record ScriptThread(
    String language,
    long address,
    OptionalLong tid,
    String name,
    List<String> notes,
    long group,
    OptionalLong pthread) {
  /// The same with another note before those that it has.
  public ScriptThread noted(String note) {
    List<String> all = new ArrayList<>(List.of(note));
    all.addAll(notes);
    return new ScriptThread(language, address, tid, name, List.copyOf(all), group, pthread);
  }

  /// In words, `thread 7 or another thread or one of 2 more`.
  ///
  /// @param tids kernel thread ids, 0 where one is not known
  /// @param most how many are named
  public static String listed(List<Long> tids, int most) {
    String named =
        tids.stream()
            .limit(most)
            .map(tid -> tid == 0 ? "another thread" : "thread " + tid)
            .collect(Collectors.joining(" or "));
    int more = tids.size() - most;
    return named + (more > 0 ? " or one of %d more".formatted(more) : "");
  }

  /// What a thread of the kernel's is called that several interpreters know: the first that has a
  /// name for it started it.
  public static Optional<String> nameOf(List<ScriptThread> threads) {
    return threads.stream().map(ScriptThread::name).filter(name -> !name.isEmpty()).findFirst();
  }
}
