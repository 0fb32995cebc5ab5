package io.github.pmdb.breakin;

import io.github.pmdb.breakin.CodeRunner.Terms;
import io.github.pmdb.memory.Memory;
import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.target.Intervention;
import io.github.pmdb.target.Intervention.Heard;
import io.github.pmdb.target.Intervention.Run;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A thread that stands at a Python breakpoint. It holds the GIL and is where any code may be run,
/// so it is asked to run it: `Breakpoints.stop` of `breakpoints.py` is its other end.
final class StandingThread {
  /// Letters of its calls: it has come to a breakpoint, to the end of a step, it has an answer.
  static final int BREAKPOINT = 'B';

  static final int STEP = 'S';
  private static final int ANSWER = 'A';

  /// As `breakpoints.py` has it.
  private static final int ROOM = 1 << 20;

  private static final int LONGEST_TEXT = 2_000;

  private static final Pattern MESSAGE =
      Pattern.compile("=pmdb \\d+ (\\d{1,18}) (\\w) (.*)", Pattern.DOTALL);

  /// How many bytes, and their address.
  private static final Pattern PLACE = Pattern.compile("(\\d{1,18}) (\\d{1,18})");

  private final Intervention process;
  private final Supplier<Memory> memory;
  private final Heard heard;

  private StandingThread(Intervention process, Supplier<Memory> memory, Heard heard) {
    this.process = process;
    this.memory = memory;
    this.heard = heard;
  }

  /// The one that there is.
  ///
  /// @param memory of the process, asked for only when there is one
  static Optional<StandingThread> in(Intervention process, Supplier<Memory> memory) {
    return process.heard().map(heard -> new StandingThread(process, memory, heard));
  }

  /// Whether it has just come there.
  boolean isFresh() {
    return heard.fresh();
  }

  long tid() {
    return heard.tid();
  }

  /// What it tells: `=pmdb MARK ROOM LETTER TEXT`.
  ///
  /// @param room address of the memory that it takes what it is asked from
  record Message(long room, int letter, String text) {}

  Message message() {
    String said =
        new String(memory.get().cString(heard.text(), LONGEST_TEXT), StandardCharsets.UTF_8);
    Matcher told = MESSAGE.matcher(said);
    if (!told.matches()) {
      throw new UserError("the hook in the process tells nothing that can be read: " + said, "");
    }
    return new Message(Long.parseLong(told.group(1)), told.group(2).charAt(0), told.group(3));
  }

  /// Lets it run an expression whose value is bytes.
  ///
  /// @throws UserError when it was not done in time
  byte[] run(byte[] expression, Terms terms) {
    if (expression.length > ROOM - Long.BYTES) {
      throw new UserError("the code is too long", "");
    }
    process.write(message().room(), request(expression));
    process.heed(ANSWER);
    try {
      OptionalLong alone = OptionalLong.of(heard.tid());
      Run run = Patience.run(process::runToCall, alone, terms.limit());
      return in(process, memory)
          .filter(later -> later.tid() == tid() && later.isFresh())
          .map(StandingThread::answer)
          .orElseThrow(() -> CodeRunner.undone(run, terms));
    } finally {
      process.heed(BREAKPOINT);
    }
  }

  private static byte[] request(byte[] expression) {
    return ByteBuffer.allocate(Long.BYTES + expression.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(expression.length)
        .put(expression)
        .array();
  }

  private byte[] answer() {
    Message message = message();
    Matcher place = PLACE.matcher(message.text());
    if (message.letter() != ANSWER || !place.matches()) {
      throw CodeRunner.unreadable();
    }
    long length = Math.min(Long.parseLong(place.group(1)), Stub.Place.LONGEST_ANSWER);
    return memory.get().bytes(Long.parseLong(place.group(2)), (int) length);
  }
}
