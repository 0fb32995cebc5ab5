package io.github.pmdb.frame;

/// What ties a script frame to the native frame of the eval loop that runs it.
public sealed interface Anchor {
  /// A struct of the interpreter that lies on the C stack: sp ≤ address < CFA of the eval frame.
  record OnStack(long address) implements Anchor {}

  /// A pointer that the eval loop keeps in its own frame: some aligned word in [sp, CFA) holds it.
  record Spilled(long value) implements Anchor {}
}
