package io.github.pmdb.interpreter;

import java.util.List;

/// An exception with what the language prints of it.
///
/// @param address of the object
/// @param type its class, with the module where that is not built in
/// @param text what it says, as far as that can be told without running its code
/// @param place lines that stand before both: what the language could not understand, and where;
///   most often none
/// @param relation how it is tied to the exception that follows it in a chain
/// @param frames of its traceback, the outermost first
/// @param notes added to it, one text each
/// @param members of a group of exceptions: the chain of each
/// @param problem what could not be read, else empty
public record ScriptException(
    long address,
    String type,
    String text,
    List<String> place,
    Relation relation,
    List<ScriptFrame> frames,
    List<String> notes,
    List<List<ScriptException>> members,
    String problem) {
  /// Why one exception stands before another.
  public enum Relation {
    NONE,
    /// The other was raised from it.
    CAUSE,
    /// The other was raised while it was handled.
    CONTEXT
  }
}
