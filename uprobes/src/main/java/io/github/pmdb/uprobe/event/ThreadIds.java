package io.github.pmdb.uprobe.event;

import io.github.pmdb.uprobe.bpf.Alu;
import io.github.pmdb.uprobe.bpf.Assembler;
import io.github.pmdb.uprobe.bpf.Condition;
import io.github.pmdb.uprobe.bpf.KernelFunction;
import io.github.pmdb.uprobe.bpf.Label;
import io.github.pmdb.uprobe.bpf.Register;
import io.github.pmdb.uprobe.bpf.Width;
import io.github.pmdb.uprobe.syscall.KernelTypes;
import io.github.pmdb.uprobe.syscall.PidNamespace;

/// Emits what replaces the ids of process and thread in a record by those that a pid namespace has
/// for them. Its own processes the kernel knows by it at once; those of namespaces inside of it are
/// looked up in the kernel's structs (`struct pid` of `linux/pid.h`). Whoever is not seen from it
/// has the ids 0, as everywhere in Linux.
final class ThreadIds {
  /// `MAX_PID_NS_LEVEL`.
  private static final int DEEPEST = 32;

  /// `sizeof(struct upid)`: a number, and behind it at 8 the address of its namespace.
  private static final int UPID = 16;

  private static final int NAMESPACE = 8;

  /// Parts of the record that are written later; here they keep what was read.
  private static final int FIRST = RecordLayout.NAME;

  private static final int SECOND = RecordLayout.COOKIE;

  private static final Register THREAD = Register.R8;
  private static final Register LEADER = Register.R9;

  private final Assembler out;
  private final Register record;
  private final PidNamespace namespace;

  ThreadIds(Assembler out, Register record, PidNamespace namespace) {
    this.out = out;
    this.record = record;
    this.namespace = namespace;
  }

  void emit() {
    Label end = new Label();
    out.move(Register.R1, namespace.device()).move(Register.R2, namespace.inode());
    at(Register.R3, RecordLayout.THREAD).move(Register.R4, Long.BYTES);
    out.call(KernelFunction.GET_NS_CURRENT_PID_TGID);
    out.jumpIf(Condition.EQUAL, Register.R0, 0, end);
    KernelTypes.pids().ifPresent(it -> search(it, end));
    out.bind(end);
  }

  private void search(KernelTypes.Pids kernel, Label end) {
    out.call(KernelFunction.GET_CURRENT_TASK).move(Register.R3, Register.R0);
    follow(THREAD, kernel.ofTask(), end);
    out.call(KernelFunction.GET_CURRENT_TASK).move(Register.R3, Register.R0);
    follow(LEADER, kernel.leader(), end);
    out.move(Register.R3, LEADER);
    follow(LEADER, kernel.ofTask(), end);
    for (int level = 1; level < DEEPEST; level++) {
      Label next = new Label();
      out.move(Register.R3, THREAD).alu(Alu.ADD, Register.R3, kernel.level());
      read(SECOND, Integer.BYTES, end);
      out.load(Width.WORD, Register.R1, record, SECOND);
      out.jumpIf(Condition.BELOW, Register.R1, level, end);
      number(THREAD, kernel, level, end);
      out.load(Width.LONG, Register.R3, record, FIRST + NAMESPACE);
      out.alu(Alu.ADD, Register.R3, kernel.inode());
      read(SECOND, Integer.BYTES, end);
      out.load(Width.WORD, Register.R1, record, SECOND).move(Register.R2, namespace.inode());
      out.jumpIf(Condition.NOT_EQUAL, Register.R1, Register.R2, next);
      put(RecordLayout.THREAD);
      number(LEADER, kernel, level, end);
      put(RecordLayout.THREAD + Integer.BYTES);
      out.jump(end).bind(next);
    }
  }

  /// `target = *(R3 + distance)`.
  private void follow(Register target, int distance, Label failed) {
    out.alu(Alu.ADD, Register.R3, distance);
    read(FIRST, Long.BYTES, failed);
    out.load(Width.LONG, target, record, FIRST);
  }

  private void number(Register pid, KernelTypes.Pids kernel, int level, Label failed) {
    out.move(Register.R3, pid).alu(Alu.ADD, Register.R3, kernel.numbers() + level * UPID);
    read(FIRST, UPID, failed);
  }

  private void put(int at) {
    out.load(Width.WORD, Register.R1, record, FIRST);
    out.store(Width.WORD, record, at, Register.R1);
  }

  private void read(int at, int bytes, Label failed) {
    at(Register.R1, at).move(Register.R2, bytes).call(KernelFunction.PROBE_READ_KERNEL);
    out.jumpIf(Condition.NOT_EQUAL, Register.R0, 0, failed);
  }

  private Assembler at(Register register, int offset) {
    return out.move(register, record).alu(Alu.ADD, register, offset);
  }
}
