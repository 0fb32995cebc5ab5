package io.github.pmdb.gdb.console;

/// Follows output to know whether the cursor stands at the start of a fresh line. Escape sequences
/// (gdb resets colours after a line's end) draw nothing.
final class LineEnd {
  private static final byte ESC = 0x1b;

  private enum State {
    TEXT,
    ESCAPE,
    CONTROL_SEQUENCE
  }

  private State state = State.TEXT;
  private boolean open;

  boolean open() {
    return open;
  }

  void follow(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      follow(bytes[i]);
    }
  }

  private void follow(byte b) {
    state =
        switch (state) {
          case TEXT -> text(b);
          case ESCAPE -> b == '[' ? State.CONTROL_SEQUENCE : State.TEXT;
          // Parameters and intermediates are 0x20 to 0x3f; what follows ends it (ECMA-48 5.4).
          case CONTROL_SEQUENCE -> b >= 0x20 && b <= 0x3f ? State.CONTROL_SEQUENCE : State.TEXT;
        };
  }

  private State text(byte b) {
    if (b == ESC) {
      return State.ESCAPE;
    }
    if (b == '\n') {
      open = false;
    } else if (b != '\r') {
      open = true;
    }
    return State.TEXT;
  }
}
