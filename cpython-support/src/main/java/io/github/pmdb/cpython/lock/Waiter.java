package io.github.pmdb.cpython.lock;

import io.github.pmdb.interpreter.LockInspector.Holder;
import io.github.pmdb.interpreter.LockInspector.Wait;
import io.github.pmdb.interpreter.ScriptFrame;
import java.util.Optional;

/// A thread that sleeps.
///
/// @param at the innermost frame outside of the library
/// @param timed whether it wakes up by itself after some time
record Waiter(long tid, ScriptFrame at, boolean timed) {
  Wait until(long address, String what, Optional<Holder> holder, String told) {
    return new Wait(tid, address, what, at, timed, false, holder, told);
  }

  /// What another process may end.
  Wait outside(long address, String what, Optional<Holder> holder, String told) {
    return new Wait(tid, address, what, at, timed, true, holder, told);
  }
}
