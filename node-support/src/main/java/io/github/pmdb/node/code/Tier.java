package io.github.pmdb.node.code;

import io.github.pmdb.node.layout.Layout;

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

  /// Bits of the flags of a `Code`.
  private static final int KIND = 15;

  private final String title;

  Tier(String title) {
    this.title = title;
  }

  /// What made a `Code`.
  static Tier of(int flags, Layout layout) {
    int kind = flags & KIND;
    if (kind == layout.get("Code.kind.turbofan")) {
      return TURBOFAN;
    }
    if (kind == layout.get("Code.kind.maglev")) {
      return MAGLEV;
    }
    return kind == layout.get("CodeKindBaseline") ? SPARKPLUG : UNKNOWN;
  }

  public String title() {
    return title;
  }
}
