package io.github.pmdb.uprobe.event;

import io.github.pmdb.interpreter.hit.FrameTrail;
import io.github.pmdb.uprobe.agent.Dialect;
import io.github.pmdb.uprobe.agent.Translator;
import io.github.pmdb.uprobe.bpf.Alu;
import io.github.pmdb.uprobe.bpf.Assembler;
import io.github.pmdb.uprobe.bpf.Condition;
import io.github.pmdb.uprobe.bpf.KernelFunction;
import io.github.pmdb.uprobe.bpf.Label;
import io.github.pmdb.uprobe.bpf.Register;
import io.github.pmdb.uprobe.bpf.Width;
import io.github.pmdb.uprobe.syscall.Errno;

/// Emits the copying of a script's frames along a [FrameTrail]: the thread is looked for in the
/// lists of the runtime, then frame after frame is copied with what tells its code from others. The
/// status becomes how many frames there are, the value where a further one lies. Both are loops
/// whose ends the kernel's verifier sees (Linux 5.3).
final class FrameCopying {
  /// Groups and threads that are looked at. The kernel's verifier keeps 8192 jumps in mind, of
  /// which each of these takes three, and there may be several such captures.
  private static final int MOST_THREADS = 640;

  /// On the stack, below what is kept there of a call.
  private static final int BASE = -32;

  private static final int GROUP = -40;
  private static final int THREAD = -48;

  /// Where something was read last, and what.
  private static final int ADDRESS = -56;

  private static final int WORD = -64;

  /// Whether the thread was met.
  private static final int KNOWN = -72;

  /// What could not be read, 0 while all could.
  private static final int FAULT = -80;

  /// Both survive calls.
  private static final Register COUNT = Register.R8;

  private static final Register AT = Register.R9;

  private final Assembler out;
  private final Register record;
  private final Capture.Frames wanted;
  private final FrameTrail trail;
  private final int at;
  private final KernelFunction read;
  private final Label end = new Label();

  FrameCopying(Assembler out, Register record, Capture.Frames wanted, int at) {
    this.out = out;
    this.record = record;
    this.wanted = wanted;
    this.trail = wanted.trail();
    this.at = at;
    this.read = Dialect.running().reading();
  }

  void emit() {
    out.store(Width.LONG, record, at, 0).store(Width.LONG, record, at + RecordLayout.VALUE, 0);
    threadBase();
    findThread();
    copyFrames();
    out.bind(end);
  }

  /// The base of the thread's own data is none of the registers that a program is given.
  private void threadBase() {
    out.call(KernelFunction.GET_CURRENT_TASK);
    out.move(Register.R3, Register.R0).alu(Alu.ADD, Register.R3, wanted.threadBase());
    out.move(Register.R1, Register.R10).alu(Alu.ADD, Register.R1, BASE);
    out.move(Register.R2, Long.BYTES).call(KernelFunction.PROBE_READ_KERNEL);
    out.store(Width.LONG, record, at, Register.R0);
    out.jumpIf(Condition.NOT_EQUAL, Register.R0, 0, end);
    out.load(Width.LONG, Register.R1, Register.R10, BASE);
    out.store(Width.LONG, record, at + RecordLayout.BYTES, Register.R1);
  }

  /// Leaves its innermost frame in [#AT].
  private void findThread() {
    Label next = new Label();
    Label thread = new Label();
    Label none = new Label();
    Label found = new Label();
    out.store(Width.LONG, Register.R10, KNOWN, 0).store(Width.LONG, Register.R10, FAULT, 0);
    out.move(COUNT, 0);
    out.move(AT, trail.groups().first());
    if (trail.groups().word()) {
      follow(0);
    }
    firstThread(none);
    out.bind(next);
    count();
    out.jumpIf(Condition.NOT_EQUAL, AT, 0, thread);
    out.load(Width.LONG, AT, Register.R10, GROUP);
    follow(trail.groups().next());
    firstThread(none);
    out.jump(next).bind(thread);
    frameOfThread(found);
    out.jump(next).bind(none);
    unknown();
    out.bind(found);
  }

  private void count() {
    Label few = new Label();
    out.jumpIf(Condition.BELOW, COUNT, MOST_THREADS, few);
    out.store(Width.LONG, record, at, -Errno.E2BIG).jump(end);
    out.bind(few).alu(Alu.ADD, COUNT, 1);
  }

  /// From the group in [#AT].
  private void firstThread(Label none) {
    out.jumpIf(Condition.EQUAL, AT, 0, none);
    out.store(Width.LONG, Register.R10, GROUP, AT);
    follow(trail.groups().threads());
  }

  /// Of the thread in [#AT], if it is the one that runs and has some; goes on to the next one else.
  private void frameOfThread(Label found) {
    Label other = new Label();
    out.store(Width.LONG, Register.R10, THREAD, AT);
    follow(trail.threads().id());
    out.load(Width.LONG, Register.R1, Register.R10, BASE);
    out.jumpIf(Condition.NOT_EQUAL, AT, Register.R1, other);
    out.store(Width.LONG, Register.R10, KNOWN, 1);
    out.load(Width.LONG, AT, Register.R10, THREAD);
    for (int offset : trail.threads().frame()) {
      follow(offset);
      out.jumpIf(Condition.EQUAL, AT, 0, other);
    }
    out.jump(found).bind(other).load(Width.LONG, AT, Register.R10, THREAD);
    follow(trail.threads().next());
  }

  /// Ends with no frames, or with why the thread was not met.
  private void unknown() {
    Label readable = new Label();
    out.load(Width.LONG, Register.R1, Register.R10, FAULT);
    out.jumpIf(Condition.EQUAL, Register.R1, 0, readable);
    out.store(Width.LONG, record, at, Translator.UNREADABLE);
    out.store(Width.LONG, record, at + RecordLayout.VALUE, Register.R1).jump(end);
    out.bind(readable).load(Width.LONG, Register.R1, Register.R10, KNOWN);
    out.jumpIf(Condition.NOT_EQUAL, Register.R1, 0, end);
    out.store(Width.LONG, record, at, -Errno.ESRCH).jump(end);
  }

  /// The pointer that lies so far behind that in [#AT] replaces it; 0 does where it cannot be read.
  /// A jump for that, in each round, would be more than the verifier follows.
  private void follow(int offset) {
    out.alu(Alu.ADD, AT, offset).store(Width.LONG, Register.R10, ADDRESS, AT);
    out.move(Register.R1, Register.R10).alu(Alu.ADD, Register.R1, WORD);
    out.move(Register.R2, Long.BYTES).move(Register.R3, AT).call(read);
    // A mask of ones where it failed: the error is negative.
    out.alu(Alu.ARSH, Register.R0, Long.SIZE - 1);
    out.load(Width.LONG, Register.R1, Register.R10, ADDRESS).alu(Alu.AND, Register.R1, Register.R0);
    out.alu(Alu.XOR, Register.R0, -1).load(Width.LONG, AT, Register.R10, FAULT);
    out.alu(Alu.AND, AT, Register.R0).alu(Alu.OR, AT, Register.R1);
    out.store(Width.LONG, Register.R10, FAULT, AT);
    out.load(Width.LONG, AT, Register.R10, WORD);
  }

  /// From the frame in [#AT] on. Of one that can not be read the address is what is told.
  private void copyFrames() {
    Label next = new Label();
    Label over = new Label();
    FrameTrail.Frames shape = trail.frames();
    FrameTrail.Mark mark = shape.mark();
    int markAt = Long.BYTES + shape.bytes();
    out.move(COUNT, 0).bind(next).jumpIf(Condition.EQUAL, AT, 0, over);
    out.jumpIf(Condition.ABOVE_OR_EQUAL, COUNT, wanted.most(), over);
    copyFrame(over);
    shape.stubs().ifPresent(stubs -> skip(stubs, over));
    pointer(Long.BYTES + shape.code());
    out.alu(Alu.AND, Register.R3, FrameTrail.Frames.POINTER);
    copy(markAt, mark.start(), mark.bytes());
    // From bytes that are blank where they could not be read.
    int into = markAt + mark.bytes();
    for (FrameTrail.Part part : mark.parts()) {
      pointer(markAt + part.pointer() - mark.start());
      copy(into, part.start(), part.bytes());
      into += part.bytes();
    }
    pointer(Long.BYTES + shape.caller()).move(AT, Register.R3);
    out.alu(Alu.ADD, COUNT, 1).store(Width.LONG, record, at, COUNT).jump(next);
    out.bind(over).store(Width.LONG, record, at + RecordLayout.VALUE, AT);
  }

  private void copyFrame(Label failed) {
    place(Register.R1, 0).store(Width.LONG, Register.R1, 0, AT);
    place(Register.R1, Long.BYTES).move(Register.R2, trail.frames().bytes());
    out.move(Register.R3, AT).call(read);
    out.jumpIf(Condition.NOT_EQUAL, Register.R0, 0, failed);
  }

  /// Its caller takes the place of a stub.
  private void skip(FrameTrail.Stubs stubs, Label over) {
    Label real = new Label();
    place(Register.R1, Long.BYTES + stubs.kind());
    out.load(Width.BYTE, Register.R2, Register.R1, 0);
    out.jumpIf(Condition.BELOW, Register.R2, stubs.least(), real);
    pointer(Long.BYTES + trail.frames().caller()).move(AT, Register.R3);
    out.jumpIf(Condition.EQUAL, AT, 0, over);
    copyFrame(over);
    out.bind(real);
  }

  /// From so far behind `R3`; what cannot be read stays blank.
  private void copy(int into, int offset, int bytes) {
    out.alu(Alu.ADD, Register.R3, offset);
    place(Register.R1, into).move(Register.R2, bytes).call(read);
  }

  /// The word that was copied there goes to `R3`.
  private Assembler pointer(int from) {
    return place(Register.R1, from).load(Width.LONG, Register.R3, Register.R1, 0);
  }

  /// Where something of the frame of number [#COUNT] is.
  private Assembler place(Register target, int offset) {
    out.move(target, COUNT).alu(Alu.MUL, target, wanted.frameBytes());
    out.alu(Alu.ADD, target, record);
    return out.alu(Alu.ADD, target, at + RecordLayout.BYTES + Capture.Frames.HEAD + offset);
  }
}
