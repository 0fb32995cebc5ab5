package io.github.pmdb.uprobe.kernel;

import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.uprobe.bpf.Alu;
import io.github.pmdb.uprobe.bpf.Assembler;
import io.github.pmdb.uprobe.bpf.Code;
import io.github.pmdb.uprobe.bpf.Condition;
import io.github.pmdb.uprobe.bpf.KernelFunction;
import io.github.pmdb.uprobe.bpf.Label;
import io.github.pmdb.uprobe.bpf.Register;
import io.github.pmdb.uprobe.bpf.Width;
import io.github.pmdb.uprobe.syscall.FileIdentity;
import io.github.pmdb.uprobe.syscall.KernelTypes;
import java.nio.file.Path;

/// Instructions in front of a program that end it in processes that run another file: a library's
/// code is everyone's who has loaded it.
public final class OneProgram {
  private static final int SCRATCH = -8;
  private static final Register CONTEXT = Register.R6;
  private static final Register INODE = Register.R7;

  private final Assembler out = new Assembler();
  private final Label other = new Label();

  private OneProgram() {}

  /// @throws UserError when the kernel does not tell which file a process runs
  public static Code prelude(Path executable) {
    KernelTypes.Executable kernel =
        KernelTypes.executable()
            .orElseThrow(() ->
                new UserError(
                    "which program a process runs is not to be had of this kernel (it tells no types, BTF), and the library is"
                        + " everyone's",
                    "trace one process: -p PID"));
    return new OneProgram().code(kernel, FileIdentity.of(executable));
  }

  private Code code(KernelTypes.Executable kernel, FileIdentity file) {
    Label itself = new Label();
    Label sameNumber = new Label();
    out.move(CONTEXT, Register.R1).call(KernelFunction.GET_CURRENT_TASK);
    out.move(Register.R3, Register.R0);
    follow(kernel.memory());
    follow(kernel.file());
    follow(kernel.inode());
    out.move(INODE, Register.R3);
    read(kernel.number(), Long.BYTES);
    file.inodes().forEach(each -> jumpIfEqual(Width.LONG, each, sameNumber));
    out.jump(other).bind(sameNumber);
    out.move(Register.R3, INODE);
    follow(kernel.fileSystem());
    read(kernel.device(), Integer.BYTES);
    file.devices().forEach(each -> jumpIfEqual(Width.WORD, each, itself));
    out.bind(other).move(Register.R0, 0).exit();
    return out.bind(itself).move(Register.R1, CONTEXT).finish();
  }

  /// `R3 = *(R3 + distance)`.
  private void follow(int distance) {
    read(distance, Long.BYTES);
    out.load(Width.LONG, Register.R3, Register.R10, SCRATCH);
  }

  private void read(int distance, int bytes) {
    out.alu(Alu.ADD, Register.R3, distance);
    out.move(Register.R1, Register.R10).alu(Alu.ADD, Register.R1, SCRATCH);
    out.move(Register.R2, bytes).call(KernelFunction.PROBE_READ_KERNEL);
    out.jumpIf(Condition.NOT_EQUAL, Register.R0, 0, other);
  }

  private void jumpIfEqual(Width width, long value, Label to) {
    out.load(width, Register.R1, Register.R10, SCRATCH).move(Register.R2, value);
    out.jumpIf(Condition.EQUAL, Register.R1, Register.R2, to);
  }
}
