package io.github.pmdb.gdb.process;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;

/// Byte sequences by which gdb's console says "this is my prompt", and which nothing else can say.
///
/// They are colour changes (SGR) that end in a reset: a terminal that sees one shows nothing of it,
/// and gdb's TUI, which draws the prompt through curses, swallows it. So in TUI there is no marker
/// on the wire and the pass-through goes on until TUI is left. An OSC sequence would be invisible
/// on a terminal too, but TUI shows its text. The colours spell a random number: what the debuggee
/// prints cannot imitate a prompt. `show prompt` escapes them.
///
/// @param before starts the prompt
/// @param after ends the prompt; gdb reads keys from here on
/// @param ready printed once when the start-up script got to its end
public record PromptMarker(String before, String after, String ready) {
  /// Octal digits of each number: 60 bits, spelt as colours 30 to 37.
  private static final int DIGITS = 20;

  public static PromptMarker random() {
    SecureRandom random = new SecureRandom();
    return new PromptMarker(sequence(random), sequence(random), sequence(random));
  }

  private static String sequence(SecureRandom random) {
    StringBuilder out = new StringBuilder("\033[");
    for (int i = 0; i < DIGITS; i++) {
      out.append('3').append(random.nextInt(8)).append(';');
    }
    return out.append("0m").toString();
  }

  public byte[] afterBytes() {
    return after.getBytes(StandardCharsets.US_ASCII);
  }

  /// For `set prompt`: readline takes what stands between \001 and \002 as without width.
  public String prompt(String shown) {
    return "\001" + before + "\002" + shown + "\001" + after + "\002";
  }
}
