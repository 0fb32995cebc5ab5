package io.github.pmdb.uprobe.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.uprobe.agent.AgentText;
import io.github.pmdb.uprobe.agent.Bytecode;
import io.github.pmdb.uprobe.agent.CheckedCode;
import io.github.pmdb.uprobe.agent.ContextRegister;
import io.github.pmdb.uprobe.agent.Interpreter;
import io.github.pmdb.uprobe.agent.Outcome;
import io.github.pmdb.uprobe.agent.Verifier;
import io.github.pmdb.uprobe.kernel.OldKernel;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the kernel makes of bytecode, on a real probe, is what the interpreter says.
@Timeout(120)
final class KernelTest {
  private static final int SIZE = 1 << 14;
  private static final int ROUNDS = 12;
  private static final int PROGRAMS = 40;
  private static final List<ContextRegister> ARGUMENTS =
      List.of(
          ContextRegister.RDI,
          ContextRegister.RSI,
          ContextRegister.RDX,
          ContextRegister.RCX,
          ContextRegister.R8,
          ContextRegister.R9);

  /// The running kernel, and one that lets no program sleep, whose probes are perf events.
  @ParameterizedTest
  @ValueSource(strings = {"", "5.15.0"})
  void randomProgramsGiveTheSameValues(String release) {
    boolean sleeps = !release.startsWith("5");
    OldKernel.play(release, () -> compareRandomPrograms(sleeps ? "hit" : "resident"));
  }

  /// By the processor's instruction for signed numbers that would be a divide error.
  @Test
  void theLeastNumberIsDividedByMinusOne() {
    String least = "const8 1; const8 63; lsh";
    String minusOne = "const8 0; const8 1; sub";
    List<Capture> captures =
        Stream.of("div_signed", "rem_signed")
            .<Capture>map(
                operation -> new Capture.Scalar(code(least + "; " + minusOne + "; " + operation)))
            .toList();
    try (Probed probed = new Probed(new byte[4096])) {
      EventProgram program = EventProgram.always(captures);
      String all = String.join("\n", program.code().lines());
      assertFalse(all.contains(" s/=") || all.contains(" s%="), all);
      assertEquals(
          List.of(new Captured.Scalar(Long.MIN_VALUE), new Captured.Scalar(0)),
          probed.told(program, "probed", "hit").events().getFirst().values());
    }
  }

  private void compareRandomPrograms(String line) {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    int values = 0;
    try (Probed probed = new Probed(content(random))) {
      for (int round = 0; round < ROUNDS; round++) {
        List<Capture> captures = captures(random);
        List<Event> events = probed.told(EventProgram.always(captures), "probed", line).events();
        assertEquals(1, events.size(), "events, seed " + seed);
        for (int i = 0; i < captures.size(); i++) {
          CheckedCode code = code(captures.get(i));
          assertEquals(
              expected(probed, captures.get(i)),
              text(events.getFirst().values().get(i)),
              "seed " + seed + ", round " + round + ", program " + i + ": " + code.steps());
          values += events.getFirst().values().get(i) instanceof Captured.Scalar ? 1 : 0;
        }
      }
    }
    // Programs that all fail would prove nothing. A third of them give a number with nearly each
    // seed, some a little less.
    assertTrue(values > ROUNDS * PROGRAMS / 4, values + " values, seed " + seed);
  }

  /// Numbers, some of which point into the memory, and strings.
  private static byte[] content(Random random) {
    byte[] bytes = new byte[SIZE];
    random.nextBytes(bytes);
    ByteBuffer numbers = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = 16; at < SIZE; at += 8 * random.nextInt(1, 9)) {
      numbers.putLong(at, Probed.START + random.nextInt(SIZE));
    }
    numbers.putLong(8, random.nextInt(100));
    return bytes;
  }

  private static List<Capture> captures(Random random) {
    List<Capture> captures = new ArrayList<>();
    for (int i = 0; i < PROGRAMS; i++) {
      captures.add(capture(random));
    }
    return captures;
  }

  private static Capture capture(Random random) {
    int length = random.nextInt(2, 300);
    return switch (random.nextInt(8)) {
      case 0 -> {
        Bytecode address = RandomCode.address(random, Probed.START, SIZE);
        yield new Capture.Block(Verifier.verify(address.copying(length)), length);
      }
      case 1 -> {
        Bytecode address = RandomCode.address(random, Probed.START, SIZE);
        yield new Capture.Text(Verifier.verify(address.copyingString(length)), length);
      }
      case 2 -> {
        List<Bytecode> numbers =
            List.of(
                RandomCode.number(random, Probed.START, SIZE),
                RandomCode.number(random, Probed.START, SIZE));
        yield new Capture.Block(Verifier.verify(Bytecode.copyingNumbers(numbers)), 2 * Long.BYTES);
      }
      default -> new Capture.Scalar(Verifier.verify(RandomCode.number(random, Probed.START, SIZE)));
    };
  }

  private static CheckedCode code(Capture capture) {
    return switch (capture) {
      case Capture.Scalar scalar -> scalar.code();
      case Capture.Block block -> block.code();
      case Capture.Text text -> text.code();
      case Capture.Stack _,
          Capture.StackCopy _,
          Capture.Frames _,
          Capture.Elapsed _,
          Capture.Errno _ ->
          throw new IllegalArgumentException("no bytecode");
    };
  }

  private static String expected(Probed probed, Capture capture) {
    Outcome outcome =
        Interpreter.run(
            code(capture),
            register -> probed.argument(ARGUMENTS.indexOf(register)),
            probed.memory());
    return switch (outcome) {
      case Outcome.DividedByZero _ -> "divided by 0";
      case Outcome.Unreadable unreadable -> "cannot read " + unreadable.address();
      case Outcome.Value value ->
          value.copies().isEmpty()
              ? "value " + value.value()
              : "bytes "
                  + value.copies().stream()
                      .map(HexFormat.of()::formatHex)
                      .collect(Collectors.joining());
    };
  }

  private static String text(Captured captured) {
    return switch (captured) {
      case Captured.DividedByZero _ -> "divided by 0";
      case Captured.Unreadable unreadable -> "cannot read " + unreadable.address();
      case Captured.Scalar scalar -> "value " + scalar.value();
      case Captured.Block block -> "bytes " + HexFormat.of().formatHex(block.bytes());
      case Captured.Text text -> "bytes " + HexFormat.of().formatHex(text.bytes());
      case Captured.Stack _, Captured.StackCopy _, Captured.Frames _, Captured.Refused _ ->
          captured.toString();
    };
  }

  @Test
  void eachRegisterHasItsPlace() {
    List<Capture> captures =
        Arrays.stream(ContextRegister.values())
            .<Capture>map(register -> new Capture.Scalar(code("reg " + register.number())))
            .toList();
    try (Probed probed = new Probed(new byte[4096])) {
      List<Event> events =
          probed.told(EventProgram.always(captures), "probed_registers", "registers").events();
      List<Long> values =
          events.getFirst().values().stream()
              .map(value -> ((Captured.Scalar) value).value())
              .toList();
      for (ContextRegister register : ContextRegister.values()) {
        long value = values.get(register.number());
        switch (register) {
          case RSP -> assertEquals(0, value & 7, register.toString());
          case RIP -> assertNotEquals(0, value, "the place itself");
          case EFLAGS -> assertEquals(1, value & 1, "the carry was set");
          case CS -> assertEquals(0x33, value, "the code segment of 64-bit programs");
          case SS -> assertEquals(0x2b, value, "the data segment of 64-bit programs");
          default -> assertEquals(0x100 + register.number(), value, register.toString());
        }
      }
    }
  }

  /// @param lines operations as gdb names them, separated by `;`
  private static CheckedCode code(String lines) {
    StringBuilder text = new StringBuilder("Scope: 0x1000\n");
    int offset = 0;
    for (String line : (lines + "; end").split(";")) {
      text.append(offset++).append("  ").append(line.strip()).append('\n');
    }
    return Verifier.verify(AgentText.parse(text.toString()).getFirst().code());
  }

  @Test
  void aConditionDecides() {
    byte[] content = new byte[4096];
    content[0] = 7;
    List<Capture> captures = List.of(new Capture.Scalar(code("reg 5")));
    try (Probed probed = new Probed(content)) {
      Probed.Told holds = probed.told(when("reg 5; const8 7; equal", captures), "probed", "hit");
      assertEquals(1, holds.events().size());
      Event event = holds.events().getFirst();
      assertEquals(List.of(new Captured.Scalar(7)), event.values());
      assertEquals("probed", event.threadName());
      assertEquals(Probed.COOKIE, event.cookie());
      assertEquals(new Counts(1, 0, 0, 0, 0), holds.counts());
      assertEquals(
          new Probed.Told(List.of(), new Counts(1, 0, 0, 0, 0)),
          probed.told(when("reg 5; const8 8; equal", captures), "probed", "hit"));
      assertEquals(
          new Probed.Told(List.of(), new Counts(1, 0, 0, 1, 0)),
          probed.told(when("const8 8; ref64", captures), "probed", "hit"));
    }
  }

  private static EventProgram when(String condition, List<Capture> captures) {
    return EventProgram.when(code(condition), captures);
  }

  /// What is not in memory is read by a program that may sleep, and told by one that may not.
  @ParameterizedTest
  @ValueSource(strings = {"", "5.15.0"})
  void pagesThatAreNotResidentNeedAProgramThatSleeps(String release) {
    byte[] content = new byte[1 << 14];
    content[1 << 13] = 9;
    long there = Probed.START + (1 << 13);
    try (Probed probed = new Probed(content)) {
      List<Event> events = new ArrayList<>();
      OldKernel.play(
          release,
          () -> {
            Capture far = new Capture.Scalar(code("const64 " + there + "; ref8"));
            events.addAll(probed.told(EventProgram.always(List.of(far)), "probed", "hit").events());
          });
      assertEquals(
          List.of(release.isEmpty() ? new Captured.Scalar(9) : new Captured.Unreadable(there)),
          events.getFirst().values());
    }
  }

  @Test
  void aStackBeginsWhereTheProbeIs() {
    try (Probed probed = new Probed(new byte[4096])) {
      List<Capture> captures = List.of(new Capture.Scalar(code("reg 16")), new Capture.Stack(8));
      Event event = probed.told(EventProgram.always(captures), "probed", "hit").events().getFirst();
      long here = ((Captured.Scalar) event.values().getFirst()).value();
      List<Long> stack = ((Captured.Stack) event.values().getLast()).addresses();
      assertEquals(here, stack.getFirst());
      assertTrue(stack.size() > 1, stack.toString());
    }
  }

  @Test
  void eventsAreTimedByTheClockOfJava() {
    try (Probed probed = new Probed(new byte[4096])) {
      long before = System.nanoTime();
      Event event =
          probed.told(EventProgram.always(List.of()), "probed", "hit").events().getFirst();
      assertTrue(event.nanos() > before && event.nanos() < System.nanoTime());
    }
  }
}
