package io.github.pmdb.node.code;

/// What executes a function.
public enum Tier {
  INTERPRETER("interpreter"),
  SPARKPLUG("sparkplug"),
  MAGLEV("maglev"),
  TURBOFAN("turbofan"),
  /// A function of V8 itself.
  BUILTIN("builtin"),
  /// Nothing: an async function that waits for the one above.
  ASYNC("async"),
  UNKNOWN("unknown");

  private final String title;

  Tier(String title) {
    this.title = title;
  }

  public String title() {
    return title;
  }
}
