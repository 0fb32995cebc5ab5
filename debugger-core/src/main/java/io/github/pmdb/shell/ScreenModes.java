package io.github.pmdb.shell;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// Follows what is written to a terminal, to know how to put back what a full-screen program
/// switched on and had no time to switch off.
///
/// The modes are those of DECSET and DECRST (ECMA-48's private modes; "XTerm Control Sequences").
final class ScreenModes {
  private static final byte ESC = 0x1b;

  /// The alternate screen, by its three names.
  private static final Set<Integer> ALTERNATE = Set.of(47, 1047, 1049);

  /// Off on a terminal that nobody has changed: cursor keys for applications, reports of the mouse
  /// and of focus, bracketed paste.
  private static final Set<Integer> USUALLY_OFF =
      Set.of(1, 9, 47, 1000, 1002, 1003, 1004, 1005, 1006, 1015, 1047, 1049, 2004);

  /// On: wrapping of lines, the cursor.
  private static final Set<Integer> USUALLY_ON = Set.of(7, 25);

  /// Longer than any sequence that matters.
  private static final int LONGEST = 64;

  private final Map<Integer, String> changed = new LinkedHashMap<>();
  private final StringBuilder sequence = new StringBuilder();

  synchronized void follow(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      follow(bytes[i]);
    }
  }

  private void follow(byte b) {
    if (b == ESC) {
      sequence.setLength(0);
      sequence.append((char) b);
    } else if (!sequence.isEmpty()) {
      sequence.append((char) (b & 0xff));
      boolean goesOn = (b >= 0x20 && b <= 0x3f) || (sequence.length() == 2 && b == '[');
      if (!goesOn || sequence.length() == LONGEST) {
        modes(sequence.toString());
        sequence.setLength(0);
      }
    }
  }

  private void modes(String whole) {
    boolean on = whole.endsWith("h");
    if (whole.startsWith("\033[?") && (on || whole.endsWith("l"))) {
      for (String number : whole.substring(3, whole.length() - 1).split(";", -1)) {
        if (number.matches("[0-9]{1,4}")) {
          mode(Integer.parseInt(number), on);
        }
      }
    }
  }

  private void mode(int number, boolean on) {
    if ((on ? USUALLY_OFF : USUALLY_ON).contains(number)) {
      changed.put(number, "\033[?" + number + (on ? "l" : "h"));
    } else {
      changed.remove(number);
    }
  }

  /// Whether the alternate screen is shown.
  synchronized boolean fullScreen() {
    return changed.keySet().stream().anyMatch(ALTERNATE::contains);
  }

  /// What puts the terminal back to how it usually is, with usual colours, keypad and scrolling;
  /// empty when nothing was changed. Nothing is changed any more then.
  synchronized String undo() {
    if (changed.isEmpty()) {
      return "";
    }
    StringBuilder undo = new StringBuilder();
    if (fullScreen()) {
      undo.append("\033[r");
    }
    changed.values().forEach(undo::append);
    changed.clear();
    return undo.append("\033>\033[0m").toString();
  }
}
