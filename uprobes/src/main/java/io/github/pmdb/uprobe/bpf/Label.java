package io.github.pmdb.uprobe.bpf;

/// A place in a program that jumps lead to: made first, bound by [Assembler#bind] later.
public final class Label {
  static final int UNBOUND = -1;

  int place = UNBOUND;
  private boolean used;

  void use() {
    used = true;
  }

  /// Whether some jump leads here. The kernel refuses code that nothing leads to, so what stands
  /// behind a label is emitted only then.
  public boolean used() {
    return used;
  }
}
