package io.github.pmdb.interpreter;

import java.util.List;
import java.util.OptionalLong;

/// A fiber: a stack of its own that a thread runs by turns with others (Python: a greenlet).
///
/// @param type its class, with the module
/// @param name the one that the script gave it, else empty
/// @param function qualified name of the function that it runs or will run; empty where not known
/// @param main whether it is the stack that the thread started with
/// @param tid kernel thread that it belongs to, absent when that is not known
/// @param parentAddress of the fiber that goes on when this one ends, 0 for none
/// @param frames innermost first, as those of a thread
/// @param problem what could not be read, else empty
public record Fiber(
    long address,
    String type,
    String name,
    String function,
    State state,
    boolean main,
    OptionalLong tid,
    long parentAddress,
    List<ScriptFrame> frames,
    String problem) {

  /// Where a fiber is in its life.
  public enum State {
    RUNNING,
    SUSPENDED,
    NOT_STARTED,
    DEAD,
    UNREADABLE
  }
}
