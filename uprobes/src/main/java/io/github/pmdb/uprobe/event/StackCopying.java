package io.github.pmdb.uprobe.event;

import io.github.pmdb.uprobe.agent.ContextRegister;
import io.github.pmdb.uprobe.agent.Dialect;
import io.github.pmdb.uprobe.bpf.Alu;
import io.github.pmdb.uprobe.bpf.Assembler;
import io.github.pmdb.uprobe.bpf.Condition;
import io.github.pmdb.uprobe.bpf.KernelFunction;
import io.github.pmdb.uprobe.bpf.Label;
import io.github.pmdb.uprobe.bpf.Register;
import io.github.pmdb.uprobe.bpf.Width;

/// Emits the copying of a thread's registers and of its stack, from the stack pointer up, by pieces
/// until one can not be read. The status becomes how many bytes of the stack there are.
final class StackCopying {
  /// How much is lost where the stack ends at most.
  static final int PIECE = 512;

  private final Assembler out;
  private final Register context;
  private final Register record;

  StackCopying(Assembler out, Register context, Register record) {
    this.out = out;
    this.context = context;
    this.record = record;
  }

  void emit(Capture.StackCopy thread, int at) {
    int registers = at + RecordLayout.BYTES;
    for (ContextRegister each : ContextRegister.values()) {
      out.load(Width.LONG, Register.R1, context, each.offset());
      out.store(Width.LONG, record, registers + each.number() * Long.BYTES, Register.R1);
    }
    out.store(Width.LONG, record, at, 0).store(Width.LONG, record, at + RecordLayout.VALUE, 0);
    Label end = new Label();
    KernelFunction read = Dialect.running().reading();
    int stack = registers + Capture.StackCopy.REGISTER_BYTES;
    for (int copied = 0; copied < thread.stackBytes(); copied += PIECE) {
      out.move(Register.R1, record).alu(Alu.ADD, Register.R1, stack + copied);
      out.move(Register.R2, PIECE);
      out.load(Width.LONG, Register.R3, context, ContextRegister.RSP.offset());
      out.alu(Alu.ADD, Register.R3, copied);
      out.call(read);
      out.jumpIf(Condition.NOT_EQUAL, Register.R0, 0, end);
      out.store(Width.LONG, record, at, copied + PIECE);
    }
    out.bind(end);
  }
}
