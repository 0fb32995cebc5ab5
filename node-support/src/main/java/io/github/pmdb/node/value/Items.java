package io.github.pmdb.node.value;

/// Separates items, and stops where enough were written.
final class Items {
  private final Budget out;
  private int count;

  Items(Budget out) {
    this.out = out;
  }

  boolean next() {
    if (count >= out.limits().items() || out.spent()) {
      return false;
    }
    out.add(count++ == 0 ? "" : ", ");
    return true;
  }

  void rest(long total) {
    if (total > count) {
      out.leaveOut();
      out.add("%s... %d more".formatted(count == 0 ? "" : ", ", total - count));
    }
  }
}
