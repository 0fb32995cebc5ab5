package io.github.pmdb.uprobe.kernel;

import io.github.pmdb.elf.ElfImage;
import io.github.pmdb.elf.ElfSymbols;
import io.github.pmdb.fixture.Requirement;
import io.github.pmdb.memory.Bytes;
import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.uprobe.bpf.Assembler;
import io.github.pmdb.uprobe.bpf.Code;
import io.github.pmdb.uprobe.bpf.Condition;
import io.github.pmdb.uprobe.bpf.KernelFunction;
import io.github.pmdb.uprobe.bpf.Label;
import io.github.pmdb.uprobe.bpf.Register;
import io.github.pmdb.uprobe.bpf.Width;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/// What tests of probes share.
public final class Probing {
  private Probing() {}

  /// Probes need rights that not every machine gives.
  public static void require() {
    try (KernelMap map = KernelMap.create(MapShape.array(8, 1))) {
      map.get(0);
    } catch (UserError e) {
      Requirement.that(
          false, "needs the right to load programs into the kernel: " + e.getMessage());
    }
  }

  /// Where a function begins in its file.
  static long offset(Path program, String function) {
    ElfImage image = ElfImage.read(Bytes.map(program), program.toString());
    long address = ElfSymbols.open(program, 0).find(function).orElseThrow();
    return image.offsetOf(address).orElseThrow();
  }

  /// Counts in a map `counts` (per processor), under the number that is the point's cookie.
  static Code counting() {
    Label end = new Label();
    return new Assembler()
        .call(KernelFunction.GET_ATTACH_COOKIE)
        .store(Width.WORD, Register.R10, -4, Register.R0)
        .move(Register.R2, Register.R10)
        .alu(io.github.pmdb.uprobe.bpf.Alu.ADD, Register.R2, -4)
        .map(Register.R1, "counts")
        .call(KernelFunction.MAP_LOOKUP_ELEM)
        .jumpIf(Condition.EQUAL, Register.R0, 0, end)
        .move(Register.R1, 1)
        .atomicAdd(Width.LONG, Register.R0, 0, Register.R1)
        .bind(end)
        .move(Register.R0, 0)
        .exit()
        .finish();
  }

  static long sum(ByteBuffer values) {
    long sum = 0;
    while (values.hasRemaining()) {
      sum += values.getLong();
    }
    return sum;
  }

  static ProbeSet entry(Path program, OptionalLong pid, String... functions) {
    List<ProbePoint> points = new java.util.ArrayList<>();
    for (String function : functions) {
      points.add(new ProbePoint(offset(program, function), points.size()));
    }
    return new ProbeSet(program, points, pid, false);
  }
}
