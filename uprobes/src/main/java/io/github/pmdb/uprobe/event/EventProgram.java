package io.github.pmdb.uprobe.event;

import io.github.pmdb.uprobe.agent.CheckedCode;
import io.github.pmdb.uprobe.agent.Translator;
import io.github.pmdb.uprobe.agent.Translator.Surroundings;
import io.github.pmdb.uprobe.bpf.Alu;
import io.github.pmdb.uprobe.bpf.Assembler;
import io.github.pmdb.uprobe.bpf.Code;
import io.github.pmdb.uprobe.bpf.Condition;
import io.github.pmdb.uprobe.bpf.KernelFunction;
import io.github.pmdb.uprobe.bpf.Label;
import io.github.pmdb.uprobe.bpf.Register;
import io.github.pmdb.uprobe.bpf.Width;
import io.github.pmdb.uprobe.kernel.MapKind;
import io.github.pmdb.uprobe.kernel.MapShape;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A program that sends a record at each hit for which a condition holds. It must be loaded as one
/// that may sleep. While memory is read it sleeps at times, so a record is put together in a place
/// of the thread's own and goes into the ring when it is whole: a slow page holds up nobody else.
public final class EventProgram {
  /// The ring that records come through.
  public static final String EVENTS = "events";

  /// An array with one value, whose numbers [Counts] reads.
  public static final String COUNTS = "counts";

  private static final String SCRATCH = "scratch";
  private static final String BLANK = "blank";

  /// How many threads may be in the program at once.
  private static final int CROWD = 128;

  /// `BPF_F_USER_STACK`.
  private static final int USER_STACK = 256;

  private static final int KEY = -8;
  private static final Register CONTEXT = Register.R6;
  private static final Register RECORD = Register.R7;

  private final Assembler out = new Assembler();
  private final RecordLayout layout;
  private final Label end = new Label();
  private final Label crowded = new Label();
  private final Label undecided = new Label();
  private final Code code;

  private EventProgram(@Nullable CheckedCode condition, List<Capture> captures) {
    layout = new RecordLayout(captures);
    out.move(CONTEXT, Register.R1);
    count(Counts.HITS);
    if (condition != null) {
      decide(condition);
    }
    findRoom();
    header();
    for (int i = 0; i < captures.size(); i++) {
      capture(captures.get(i), layout.offset(i));
    }
    send();
    finish();
    code = out.finish();
  }

  /// Sends a record at every hit.
  public static EventProgram always(List<Capture> captures) {
    return new EventProgram(null, captures);
  }

  /// Sends a record where the condition gives anything but 0.
  public static EventProgram when(CheckedCode condition, List<Capture> captures) {
    if (condition.copiedBytes() > 0) {
      throw new IllegalArgumentException("a condition that copies memory");
    }
    return new EventProgram(condition, captures);
  }

  public Code code() {
    return code;
  }

  /// The maps that it uses, by name.
  ///
  /// @param ringBytes a power of two and whole pages
  public Map<String, MapShape> maps(int ringBytes) {
    return Map.of(
        EVENTS, MapShape.ring(ringBytes),
        COUNTS, MapShape.array(Counts.BYTES, 1),
        BLANK, MapShape.array(layout.size(), 1),
        SCRATCH, new MapShape(MapKind.HASH, Long.BYTES, layout.size(), CROWD));
  }

  /// @param record as it came through the ring, little endian
  public Event decode(ByteBuffer record) {
    return layout.decode(record);
  }

  private void count(int which) {
    out.mapValue(Register.R1, COUNTS, which).move(Register.R2, 1);
    out.atomicAdd(Width.LONG, Register.R1, 0, Register.R2);
  }

  private void decide(CheckedCode condition) {
    Translator.translate(condition, out, around(0), undecided);
    out.jumpIf(Condition.EQUAL, Register.R0, 0, end);
  }

  private static Surroundings around(int copyOffset) {
    return new Surroundings(CONTEXT, RECORD, copyOffset, -KEY);
  }

  private void findRoom() {
    out.call(KernelFunction.GET_CURRENT_PID_TGID);
    out.store(Width.LONG, Register.R10, KEY, Register.R0);
    scratchEntry().mapValue(Register.R3, BLANK, 0).move(Register.R4, 0);
    out.call(KernelFunction.MAP_UPDATE_ELEM);
    out.jumpIf(Condition.NOT_EQUAL, Register.R0, 0, crowded);
    scratchEntry().call(KernelFunction.MAP_LOOKUP_ELEM);
    out.jumpIf(Condition.EQUAL, Register.R0, 0, crowded);
    out.move(RECORD, Register.R0);
  }

  /// `R1` and `R2` name the thread's entry.
  private Assembler scratchEntry() {
    out.map(Register.R1, SCRATCH);
    return out.move(Register.R2, Register.R10).alu(Alu.ADD, Register.R2, KEY);
  }

  private void header() {
    out.call(KernelFunction.KTIME_GET_NS);
    put(RecordLayout.TIME, Register.R0);
    out.load(Width.LONG, Register.R0, Register.R10, KEY);
    put(RecordLayout.THREAD, Register.R0);
    out.move(Register.R1, CONTEXT).call(KernelFunction.GET_ATTACH_COOKIE);
    put(RecordLayout.COOKIE, Register.R0);
    out.move(Register.R1, RECORD).alu(Alu.ADD, Register.R1, RecordLayout.NAME);
    out.move(Register.R2, RecordLayout.NAME_BYTES).call(KernelFunction.GET_CURRENT_COMM);
  }

  private void put(int offset, Register value) {
    out.store(Width.LONG, RECORD, offset, value);
  }

  private void capture(Capture capture, int at) {
    switch (capture) {
      case Capture.Scalar scalar -> evaluate(scalar.code(), at);
      case Capture.Block block -> evaluate(block.code(), at);
      case Capture.Text text -> evaluate(text.code(), at);
      case Capture.Stack stack -> stack(stack, at);
    }
  }

  private void evaluate(CheckedCode expression, int at) {
    Label failed = new Label();
    Label next = new Label();
    Translator.translate(expression, out, around(at + RecordLayout.BYTES), failed);
    put(at + RecordLayout.VALUE, Register.R0);
    out.store(Width.LONG, RECORD, at, 0);
    if (failed.used()) {
      out.jump(next).bind(failed);
      put(at, Register.R0);
      put(at + RecordLayout.VALUE, Register.R1);
    }
    out.bind(next);
  }

  private void stack(Capture.Stack stack, int at) {
    out.store(Width.LONG, RECORD, at + RecordLayout.VALUE, 0);
    out.move(Register.R1, CONTEXT);
    out.move(Register.R2, RECORD).alu(Alu.ADD, Register.R2, at + RecordLayout.BYTES);
    out.move(Register.R3, stack.bytes()).move(Register.R4, USER_STACK);
    out.call(KernelFunction.GET_STACK);
    put(at, Register.R0);
  }

  private void send() {
    Label sent = new Label();
    out.map(Register.R1, EVENTS).move(Register.R2, RECORD).move(Register.R3, layout.size());
    out.move(Register.R4, 0).call(KernelFunction.RINGBUF_OUTPUT);
    out.jumpIf(Condition.EQUAL, Register.R0, 0, sent);
    count(Counts.LOST);
    out.bind(sent);
    scratchEntry().call(KernelFunction.MAP_DELETE_ELEM);
  }

  private void finish() {
    out.bind(end).move(Register.R0, 0).exit();
    out.bind(crowded);
    count(Counts.CROWDED);
    out.move(Register.R0, 0).exit();
    if (undecided.used()) {
      out.bind(undecided);
      count(Counts.UNDECIDED);
      out.move(Register.R0, 0).exit();
    }
  }
}
