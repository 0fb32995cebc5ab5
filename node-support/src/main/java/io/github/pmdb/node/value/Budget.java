package io.github.pmdb.node.value;

import io.github.pmdb.interpreter.Limits;

/// The text of a value as it grows, up to a limit.
final class Budget {
  private final Limits limits;
  private final StringBuilder text = new StringBuilder();
  private boolean cut;
  private boolean leftOut;

  Budget(Limits limits) {
    this.limits = limits;
  }

  Limits limits() {
    return limits;
  }

  Budget add(String more) {
    if (!spent()) {
      text.append(more);
    }
    return this;
  }

  /// Units that still fit.
  int room() {
    return Math.max(0, limits.bytes() - text.length());
  }

  boolean spent() {
    if (text.length() >= limits.bytes()) {
      cut = true;
    }
    return cut;
  }

  /// Says that something was left out.
  void leaveOut() {
    leftOut = true;
  }

  boolean truncated() {
    return cut || leftOut;
  }

  @Override
  public String toString() {
    return cut ? text + "..." : text.toString();
  }
}
