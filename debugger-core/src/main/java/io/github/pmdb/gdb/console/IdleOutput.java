package io.github.pmdb.gdb.console;

/// Gets what gdb or its program write while no line of the user's runs: a program left running in
/// the background, or stops that our own MI commands brought about.
public interface IdleOutput {
  /// Called on the thread that reads the ptys: must not wait for gdb. The array is used again.
  void output(byte[] bytes, int from, int to);
}
