package io.github.pmdb.interpreter;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

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
  /// What a thread of the kernel's is called that several interpreters know: the first that has a
  /// name for it started it.
  public static Optional<String> nameOf(List<ScriptThread> threads) {
    return threads.stream().map(ScriptThread::name).filter(name -> !name.isEmpty()).findFirst();
  }
}
