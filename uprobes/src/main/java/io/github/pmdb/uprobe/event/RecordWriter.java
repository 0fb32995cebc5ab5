package io.github.pmdb.uprobe.event;

import io.github.pmdb.uprobe.agent.CheckedCode;
import io.github.pmdb.uprobe.agent.Dialect;
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
import io.github.pmdb.uprobe.syscall.PidNamespace;
import java.util.HashMap;
import java.util.Map;

/// Emits the parts of programs that put records together and send them. While memory is read a
/// program sleeps at times, so a record is put together in a map entry of the thread's own, and
/// goes into the ring when it is whole: a slow page holds up nobody else.
final class RecordWriter {
  private static final String SCRATCH = "scratch";
  private static final String BLANK = "blank";

  /// When the second began in which records are counted, and how many there were.
  private static final String SECOND = "second";

  private static final int NANOS = 1_000_000_000;

  /// How many threads may be in a program at once.
  private static final int CROWD = 128;

  /// Calls that may be under way; those that never return are pushed out in the end.
  private static final int MOST_CALLS = 4096;

  private static final int CALL_BYTES = 8 << 20;

  /// `BPF_F_USER_STACK`.
  private static final int USER_STACK = 256;

  private static final Register CONTEXT = Register.R6;
  private static final Register RECORD = Register.R7;
  private static final int INSTRUCTION_POINTER = 128;
  private static final int STACK_POINTER = 152;

  private final Assembler out = new Assembler();
  private final RecordLayout layout;
  private final Keeping keeping;
  private final int key;
  private final Label end = new Label();
  private final Label crowded = new Label();
  private final Label undecided = new Label();
  private final Label passed = new Label();

  /// What a record is put together under.
  enum Keeping {
    /// The thread, while it is in the program.
    HIT,
    /// The thread and the call, while it is in the program.
    HIT_OF_CALL,
    /// The same until the call returns.
    CALL
  }

  RecordWriter(RecordLayout layout, Keeping keeping) {
    this.layout = layout;
    this.keeping = keeping;
    this.key = keeping == Keeping.HIT ? -Long.BYTES : -3 * Long.BYTES;
    out.move(CONTEXT, Register.R1);
  }

  Assembler out() {
    return out;
  }

  Label end() {
    return end;
  }

  /// @param ringBytes a power of two and whole pages
  /// @param limited whether [#limit] is used
  Map<String, MapShape> maps(int ringBytes, boolean limited) {
    Map<String, MapShape> maps = new HashMap<>();
    maps.put(Recording.EVENTS, MapShape.ring(ringBytes));
    maps.put(Recording.COUNTS, MapShape.array(Counts.BYTES, 1));
    maps.put(BLANK, MapShape.array(layout.size(), 1));
    int calls = Math.clamp(CALL_BYTES / layout.size(), CROWD, MOST_CALLS);
    maps.put(
        SCRATCH,
        keeping == Keeping.CALL
            ? new MapShape(MapKind.LRU_HASH, -key, layout.size(), calls)
            : new MapShape(MapKind.HASH, -key, layout.size(), CROWD));
    if (keeping == Keeping.HIT_OF_CALL) {
      maps.put(Recording.OPEN, Recording.openCalls());
    }
    if (limited) {
      maps.put(SECOND, MapShape.array(2 * Long.BYTES, 1));
    }
    return maps;
  }

  void count(int which) {
    out.mapValue(Register.R1, Recording.COUNTS, which).move(Register.R2, 1);
    out.atomicAdd(Width.LONG, Register.R1, 0, Register.R2);
  }

  /// Goes to `otherwise` where the condition gives 0.
  void decide(CheckedCode condition, Label otherwise, Label undecidable) {
    Translator.translate(condition, out, around(0), undecidable);
    out.jumpIf(Condition.EQUAL, Register.R0, 0, otherwise);
  }

  Label undecided() {
    return undecided;
  }

  /// Goes on for the first hits of a second that begins with the first of them. Threads may come by
  /// at the same time, so that one more gets through where a second begins.
  void limit(int perSecond, Label otherwise) {
    Label within = new Label();
    out.call(KernelFunction.KTIME_GET_NS).mapValue(Register.R1, SECOND, 0);
    out.load(Width.LONG, Register.R2, Register.R1, 0).move(Register.R3, Register.R0);
    out.alu(Alu.SUB, Register.R3, Register.R2);
    out.jumpIf(Condition.BELOW, Register.R3, NANOS, within);
    out.store(Width.LONG, Register.R1, 0, Register.R0).store(Width.LONG, Register.R1, 8, 0);
    out.bind(within).load(Width.LONG, Register.R2, Register.R1, 8);
    out.jumpIf(Condition.ABOVE_OR_EQUAL, Register.R2, perSecond, otherwise);
    out.move(Register.R2, 1).atomicAdd(Width.LONG, Register.R1, 8, Register.R2);
  }

  Label passed() {
    return passed;
  }

  private Surroundings around(int copyOffset) {
    return new Surroundings(CONTEXT, RECORD, copyOffset, -key);
  }

  /// @param above how far the stack pointer is above the place of the return address
  void key(int above) {
    out.call(KernelFunction.GET_CURRENT_PID_TGID);
    out.store(Width.LONG, Register.R10, key, Register.R0);
    if (keeping != Keeping.HIT) {
      out.load(Width.LONG, Register.R1, CONTEXT, STACK_POINTER).alu(Alu.SUB, Register.R1, above);
      out.store(Width.LONG, Register.R10, key + Long.BYTES, Register.R1);
      // A function that ends with a jump to another leaves it the place of its return address.
      out.move(Register.R1, CONTEXT).call(KernelFunction.GET_ATTACH_COOKIE);
      // Its highest bit tells returns from entries, where a place has probes of its own for both.
      out.alu(Alu.LSH, Register.R0, 1).alu(Alu.RSH, Register.R0, 1);
      out.store(Width.LONG, Register.R10, key + 2 * Long.BYTES, Register.R0);
    }
  }

  /// A blank record under the key.
  void makeRoom() {
    entry(SCRATCH).mapValue(Register.R3, BLANK, 0).move(Register.R4, 0);
    out.call(KernelFunction.MAP_UPDATE_ELEM);
    out.jumpIf(Condition.NOT_EQUAL, Register.R0, 0, crowded);
    find(crowded);
  }

  /// The record under the key.
  void find(Label missing) {
    entry(SCRATCH).call(KernelFunction.MAP_LOOKUP_ELEM);
    out.jumpIf(Condition.EQUAL, Register.R0, 0, missing);
    out.move(RECORD, Register.R0);
  }

  void forget() {
    entry(SCRATCH).call(KernelFunction.MAP_DELETE_ELEM);
  }

  /// From now on the call is one whose return is told.
  void open() {
    entry(Recording.OPEN).move(Register.R3, Register.R2).move(Register.R4, 0);
    out.call(KernelFunction.MAP_UPDATE_ELEM);
  }

  /// @param otherwise where the call is none whose return is told
  void requireOpen(Label otherwise) {
    entry(Recording.OPEN).call(KernelFunction.MAP_LOOKUP_ELEM);
    out.jumpIf(Condition.EQUAL, Register.R0, 0, otherwise);
  }

  /// Also one that was left without its return, whose place another call has now.
  void shut() {
    entry(Recording.OPEN).call(KernelFunction.MAP_DELETE_ELEM);
  }

  /// `R1` and `R2` name the entry.
  private Assembler entry(String map) {
    out.map(Register.R1, map);
    return out.move(Register.R2, Register.R10).alu(Alu.ADD, Register.R2, key);
  }

  void time() {
    out.call(KernelFunction.KTIME_GET_NS);
    put(RecordLayout.TIME, Register.R0);
  }

  /// Time, thread, cookie and name.
  void header() {
    time();
    out.load(Width.LONG, Register.R0, Register.R10, key);
    put(RecordLayout.THREAD, Register.R0);
    PidNamespace.nested().ifPresent(it -> new ThreadIds(out, RECORD, it).emit());
    out.move(Register.R1, CONTEXT).call(KernelFunction.GET_ATTACH_COOKIE);
    put(RecordLayout.COOKIE, Register.R0);
    out.move(Register.R1, RECORD).alu(Alu.ADD, Register.R1, RecordLayout.NAME);
    out.move(Register.R2, RecordLayout.NAME_BYTES).call(KernelFunction.GET_CURRENT_COMM);
  }

  private void put(int offset, Register value) {
    out.store(Width.LONG, RECORD, offset, value);
  }

  void capture(Capture capture, int at) {
    switch (capture) {
      case Capture.Scalar scalar -> evaluate(scalar.code(), at);
      case Capture.Block block -> {
        evaluate(block.code(), at);
        texts(block, at);
      }
      case Capture.Text text -> evaluate(text.code(), at);
      case Capture.Stack stack -> stack(stack, at);
      case Capture.StackCopy thread -> new StackCopying(out, CONTEXT, RECORD).emit(thread, at);
      case Capture.Frames frames -> new FrameCopying(out, RECORD, frames, at).emit();
      case Capture.Elapsed _ -> elapsed(at);
      case Capture.Errno errno -> errno(errno, at);
    }
  }

  /// The time in the record is that of the entry still.
  private void elapsed(int at) {
    out.call(KernelFunction.KTIME_GET_NS);
    out.load(Width.LONG, Register.R1, RECORD, RecordLayout.TIME);
    out.alu(Alu.SUB, Register.R0, Register.R1);
    put(at + RecordLayout.VALUE, Register.R0);
    out.store(Width.LONG, RECORD, at, 0);
  }

  /// Stores what only the entry of a call can find of what its return takes along.
  void prepare(Capture capture, int at) {
    if (capture instanceof Capture.Errno errno
        && errno.distance() instanceof Capture.Distance.Stored(long address)) {
      Label end = new Label();
      out.move(Register.R1, CONTEXT).call(KernelFunction.GET_ATTACH_COOKIE);
      out.load(Width.LONG, Register.R3, CONTEXT, INSTRUCTION_POINTER);
      out.alu(Alu.SUB, Register.R3, Register.R0).move(Register.R1, address);
      out.alu(Alu.ADD, Register.R3, Register.R1);
      read(KernelFunction.PROBE_READ_USER, at, Long.BYTES, end);
      out.bind(end);
    }
  }

  /// The base of the thread's own data is none of the registers that a program is given.
  private void errno(Capture.Errno errno, int at) {
    Label end = new Label();
    switch (errno.distance()) {
      case Capture.Distance.Known(long bytes) -> out.move(Register.R8, bytes);
      case Capture.Distance.Stored _ -> {
        out.load(Width.LONG, Register.R1, RECORD, at);
        out.jumpIf(Condition.NOT_EQUAL, Register.R1, 0, end);
        out.load(Width.LONG, Register.R8, RECORD, at + RecordLayout.VALUE);
      }
    }
    out.call(KernelFunction.GET_CURRENT_TASK);
    out.move(Register.R3, Register.R0).alu(Alu.ADD, Register.R3, errno.threadBase());
    read(KernelFunction.PROBE_READ_KERNEL, at, Long.BYTES, end);
    out.load(Width.LONG, Register.R3, RECORD, at + RecordLayout.VALUE);
    out.alu(Alu.ADD, Register.R3, Register.R8);
    put(at + RecordLayout.VALUE, Register.R3);
    read(KernelFunction.PROBE_READ_USER, at, Integer.BYTES, end);
    out.load(Width.WORD, Register.R0, RECORD, at + RecordLayout.VALUE);
    put(at + RecordLayout.VALUE, Register.R0);
    out.bind(end);
  }

  /// Reads from the address in `R3` to the value of what is taken along; the status becomes the
  /// error.
  private void read(KernelFunction function, int at, int bytes, Label failed) {
    out.move(Register.R1, RECORD).alu(Alu.ADD, Register.R1, at + RecordLayout.VALUE);
    out.move(Register.R2, bytes).call(function);
    put(at, Register.R0);
    out.jumpIf(Condition.NOT_EQUAL, Register.R0, 0, failed);
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

  /// The strings that pointers in copied bytes lead to, each behind its length or an error.
  private void texts(Capture.Block block, int at) {
    Label end = new Label();
    if (!block.texts().isEmpty()) {
      out.load(Width.LONG, Register.R1, RECORD, at);
      out.jumpIf(Condition.NOT_EQUAL, Register.R1, 0, end);
    }
    int into = at + RecordLayout.BYTES + block.code().copiedBytes();
    for (int offset : block.texts()) {
      text(at + RecordLayout.BYTES + offset, into);
      into += Capture.Block.TEXT_BYTES;
    }
    out.bind(end);
  }

  /// Reading a string does not bring pages in, so its first one is touched before.
  private void text(int pointer, int into) {
    out.load(Width.LONG, Register.R3, RECORD, pointer);
    if (Dialect.running().sleeping()) {
      out.move(Register.R1, RECORD).alu(Alu.ADD, Register.R1, into + Long.BYTES);
      out.move(Register.R2, 1).call(KernelFunction.COPY_FROM_USER);
      out.load(Width.LONG, Register.R3, RECORD, pointer);
    }
    out.move(Register.R1, RECORD).alu(Alu.ADD, Register.R1, into + Long.BYTES);
    out.move(Register.R2, Capture.TEXT).call(KernelFunction.PROBE_READ_USER_STR);
    put(into, Register.R0);
  }

  private void stack(Capture.Stack stack, int at) {
    out.store(Width.LONG, RECORD, at + RecordLayout.VALUE, 0);
    out.move(Register.R1, CONTEXT);
    out.move(Register.R2, RECORD).alu(Alu.ADD, Register.R2, at + RecordLayout.BYTES);
    out.move(Register.R3, stack.bytes()).move(Register.R4, USER_STACK);
    out.call(KernelFunction.GET_STACK);
    put(at, Register.R0);
  }

  void send() {
    Label sent = new Label();
    out.map(Register.R1, Recording.EVENTS).move(Register.R2, RECORD);
    out.move(Register.R3, layout.size()).move(Register.R4, 0);
    out.call(KernelFunction.RINGBUF_OUTPUT);
    out.jumpIf(Condition.EQUAL, Register.R0, 0, sent);
    count(Counts.LOST);
    out.bind(sent);
    forget();
  }

  /// Ends the program, here and where it was left.
  Code finish() {
    out.bind(end).move(Register.R0, 0).exit();
    leave(crowded, Counts.CROWDED);
    leave(undecided, Counts.UNDECIDED);
    leave(passed, Counts.PASSED);
    return out.finish();
  }

  /// The kernel takes no instructions that nothing leads to.
  private void leave(Label label, int which) {
    if (label.used()) {
      out.bind(label);
      count(which);
      out.move(Register.R0, 0).exit();
    }
  }
}
