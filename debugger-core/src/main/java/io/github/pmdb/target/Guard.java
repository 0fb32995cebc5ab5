package io.github.pmdb.target;

/// Watches over a process from outside, so that it runs on even when we and the engine are killed.
public interface Guard {
  /// Tells which process is the engine.
  void engine(long enginePid);

  /// A clean end: nothing is left to mend.
  void end();

  /// The engine did not come to hold the process, and is gone: what it may have left is mended now.
  void abandon();

  /// For a program that we started ourselves: it ends with us.
  Guard NONE =
      new Guard() {
        @Override
        public void engine(long enginePid) {}

        @Override
        public void end() {}

        @Override
        public void abandon() {}
      };

  /// Starts a guard; must have taken its base line when it returns.
  interface Start {
    Guard over(long pid);
  }
}
