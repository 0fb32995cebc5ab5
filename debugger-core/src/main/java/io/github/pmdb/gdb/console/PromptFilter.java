package io.github.pmdb.gdb.console;

import io.github.pmdb.gdb.process.PromptMarker;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Takes gdb's prompts out of what its console writes, and says where they were.
final class PromptFilter {
  /// Gets what is left, in order.
  interface Receiver {
    void text(byte[] bytes, int from, int to);

    void prompt();
  }

  /// Longer than any prompt; when no end comes within it, what looked like a prompt is text.
  private static final int LONGEST_PROMPT = 4096;

  /// What a terminal's own traffic may well stop at for a while (a lone ESC), in bytes.
  private static final int SHORT = 5;

  private static final byte SOH = 1;
  private static final byte STX = 2;
  private static final byte ESC = 0x1b;

  /// With editing on, readline asks the terminal for bracketed paste right before the prompt. It is
  /// taken out with it: who reads keys next asks for it again.
  private static final String PASTE_ON = "\033[?2004h";

  private final List<byte[]> starts = new ArrayList<>();
  private final byte[] end;
  private final Receiver receiver;
  private final byte[] held = new byte[LONGEST_PROMPT];
  private int heldLength;
  private boolean inPrompt;
  private boolean endedJustNow;

  PromptFilter(PromptMarker marker, Receiver receiver) {
    this.end = marker.afterBytes();
    this.receiver = receiver;
    // gdb without line editing writes readline's \001 as it is.
    for (String lead : List.of("", "\001", PASTE_ON, PASTE_ON + "\001")) {
      starts.add((lead + marker.before()).getBytes(StandardCharsets.US_ASCII));
    }
  }

  void feed(byte[] bytes, int length) {
    int plain = 0;
    for (int i = 0; i < length; i++) {
      byte b = bytes[i];
      if (heldLength == 0 && !endedJustNow && b != ESC && b != SOH) {
        continue;
      }
      if (plain < i) {
        receiver.text(bytes, plain, i);
      }
      plain = i + 1;
      take(b);
    }
    if (plain < length) {
      receiver.text(bytes, plain, length);
    }
  }

  /// Lets go of the start of an escape sequence that did not go on.
  void idle() {
    if (!inPrompt && heldLength < SHORT) {
      release(heldLength);
    }
  }

  private void take(byte b) {
    boolean closing = endedJustNow;
    endedJustNow = false;
    if (closing && b == STX) {
      return;
    }
    held[heldLength++] = b;
    if (inPrompt) {
      takeInPrompt();
    } else {
      takeOutside();
    }
  }

  private void takeInPrompt() {
    if (endsWith(end)) {
      heldLength = 0;
      inPrompt = false;
      endedJustNow = true;
      receiver.prompt();
    } else if (heldLength == LONGEST_PROMPT) {
      inPrompt = false;
      release(heldLength);
    }
  }

  private boolean endsWith(byte[] sequence) {
    int from = heldLength - sequence.length;
    return from >= 0 && Arrays.equals(held, from, heldLength, sequence, 0, sequence.length);
  }

  private void takeOutside() {
    while (heldLength > 0 && !mayBecomeStart()) {
      release(1);
    }
    inPrompt = starts.stream().anyMatch(s -> s.length == heldLength);
  }

  private boolean mayBecomeStart() {
    return starts.stream()
        .anyMatch(
            s -> heldLength <= s.length && Arrays.equals(s, 0, heldLength, held, 0, heldLength));
  }

  private void release(int count) {
    if (count > 0) {
      receiver.text(held, 0, count);
      System.arraycopy(held, count, held, 0, heldLength - count);
      heldLength -= count;
    }
  }
}
