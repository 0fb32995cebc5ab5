package io.github.pmdb.uprobe.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.fixture.Fixture;
import io.github.pmdb.fixture.RunningFixture;
import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.uprobe.bpf.Assembler;
import io.github.pmdb.uprobe.bpf.Register;
import io.github.pmdb.uprobe.bpf.Width;
import io.github.pmdb.uprobe.syscall.Errno;
import io.github.pmdb.uprobe.syscall.KernelRelease;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class TracerTest {
  private static Path program;

  @BeforeAll
  static void build() {
    Probing.require();
    program = Fixture.compile("traced", "-O2");
  }

  private static RunningFixture start() {
    return Fixture.start(List.of(program.toString()));
  }

  private static void call(RunningFixture target, String function, int times, int threads) {
    target.type("%s %d %d".formatted(function, times, threads));
    target.awaitLine("%s %d done".formatted(function, times));
  }

  /// Both kinds of link, entries and returns, threads, and nothing once it is over.
  @ParameterizedTest
  @EnumSource(LinkKind.class)
  void countsWhatTheTargetCounts(LinkKind kind) {
    try (RunningFixture target = start()) {
      call(target, "alpha", 10, 1);
      OptionalLong pid = OptionalLong.of(target.pid());
      try (Tracer tracer = new Tracer(kind)) {
        KernelMap counts = tracer.map("counts", MapShape.perCpuArray(8, 3));
        Program counter = tracer.load(tracer.shape("pmdb_test", Probing.counting())).orThrow();
        UprobeLink entries = tracer.attach(counter, Probing.entry(program, pid, "alpha", "beta"));
        ProbePoint end = new ProbePoint(Probing.offset(program, "down"), 2);
        tracer.attach(counter, new ProbeSet(program, List.of(end), pid, true));
        assertEquals(List.of(), entries.refused());
        call(target, "alpha", 250, 4);
        call(target, "beta", 7, 1);
        call(target, "down", 3, 2);
        assertEquals(1000, Probing.sum(counts.get(0)));
        assertEquals(7, Probing.sum(counts.get(1)));
        assertEquals(60, Probing.sum(counts.get(2)));
        tracer.detach(entries);
        call(target, "alpha", 5, 1);
        assertEquals(1000, Probing.sum(counts.get(0)));
      }
      call(target, "alpha", 5, 1);
      target.type("total alpha");
      target.awaitLine("alpha 1020");
    }
  }

  @Test
  void oneProcessIsToldFromAnotherAndFromItsChild() {
    try (RunningFixture one = start();
        RunningFixture other = start();
        Tracer tracer = Tracer.open()) {
      KernelMap counts = tracer.map("counts", MapShape.perCpuArray(8, 1));
      Program counter = tracer.load(tracer.shape("pmdb_test", Probing.counting())).orThrow();
      UprobeLink ofOne =
          tracer.attach(counter, Probing.entry(program, OptionalLong.of(one.pid()), "alpha"));
      call(one, "alpha", 3, 1);
      call(other, "alpha", 100, 1);
      one.type("fork alpha 50");
      one.awaitLine("fork alpha 50 done");
      assertEquals(3, Probing.sum(counts.get(0)));
      tracer.detach(ofOne);
      tracer.attach(counter, Probing.entry(program, OptionalLong.empty(), "alpha"));
      call(one, "alpha", 2, 1);
      call(other, "alpha", 20, 1);
      one.type("fork alpha 200");
      one.awaitLine("fork alpha 200 done");
      try (RunningFixture later = start()) {
        call(later, "alpha", 2000, 1);
      }
      assertEquals(3 + 2222, Probing.sum(counts.get(0)));
    }
  }

  /// The point that the kernel refuses is found among many, the others count.
  @ParameterizedTest
  @EnumSource(LinkKind.class)
  void aPointThatCanNotBeProbedIsFound(LinkKind kind) {
    try (RunningFixture target = start();
        Tracer tracer = new Tracer(kind)) {
      KernelMap counts = tracer.map("counts", MapShape.perCpuArray(8, 4));
      Program counter = tracer.load(tracer.shape("pmdb_test", Probing.counting())).orThrow();
      ProbeSet probes =
          Probing.entry(program, OptionalLong.of(target.pid()), "alpha", "locked", "beta", "down");
      UprobeLink link = tracer.attach(counter, probes);
      assertEquals(
          List.of(new UprobeLink.RefusedPoint(probes.points().get(1), Errno.ENOTSUPP)),
          link.refused());
      call(target, "alpha", 11, 1);
      call(target, "beta", 12, 1);
      call(target, "down", 1, 1);
      assertEquals(11, Probing.sum(counts.get(0)));
      assertEquals(12, Probing.sum(counts.get(2)));
      assertEquals(10, Probing.sum(counts.get(3)));
    }
  }

  @Test
  void theListOfLinksNamesThem() {
    try (RunningFixture target = start()) {
      List<AttachedLink> before = ours();
      try (Tracer tracer = Tracer.open()) {
        tracer.map("counts", MapShape.perCpuArray(8, 2));
        Program counter = tracer.load(tracer.shape("pmdb_listed", Probing.counting())).orThrow();
        tracer.attach(
            counter, Probing.entry(program, OptionalLong.of(target.pid()), "alpha", "beta"));
        AttachedLink.What what =
            new AttachedLink.What(program.toString(), 2, false, (int) target.pid());
        assertEquals(List.of(what), ours().stream().map(AttachedLink::what).toList());
      }
      assertEquals(before, ours());
    }
  }

  private static List<AttachedLink> ours() {
    return AttachedLinks.list().stream()
        .filter(link -> link.program().equals("pmdb_listed"))
        .toList();
  }

  @Test
  void theVerifiersReasonIsTold() {
    try (Tracer tracer = Tracer.open()) {
      var code = new Assembler().load(Width.LONG, Register.R0, Register.R3, 0).exit().finish();
      LoadOutcome outcome = tracer.load(tracer.shape("pmdb_bad", code));
      LoadOutcome.Refused refused = assertInstanceOf(LoadOutcome.Refused.class, outcome);
      assertEquals(Errno.EACCES, refused.error());
      assertTrue(refused.log().contains("R3 !read_ok"), refused.log());
      UserError error = assertThrows(UserError.class, outcome::orThrow);
      assertEquals(
          "the kernel refuses the program pmdb_bad of 2 instructions: R3 !read_ok"
              + " (Permission denied)",
          error.getMessage());
    }
  }

  @Test
  void aProcessThatHasEndedIsToldSo() {
    long pid;
    try (RunningFixture target = start()) {
      pid = target.pid();
    }
    for (LinkKind kind : LinkKind.values()) {
      try (Tracer tracer = new Tracer(kind)) {
        tracer.map("counts", MapShape.perCpuArray(8, 1));
        Program counter = tracer.load(tracer.shape("pmdb_test", Probing.counting())).orThrow();
        ProbeSet probes = Probing.entry(program, OptionalLong.of(pid), "alpha");
        UserError error = assertThrows(UserError.class, () -> tracer.attach(counter, probes));
        assertEquals("process %d has ended".formatted(pid), error.getMessage());
      }
    }
  }

  @Test
  void kernelsAreJudgedByTheirRelease() {
    assertEquals(LinkKind.MULTI, LinkKind.of(KernelRelease.of("6.18.44-generic")));
    assertEquals(LinkKind.PERF, LinkKind.of(KernelRelease.of("6.8.0-31")));
    assertEquals(LinkKind.PERF, LinkKind.of(KernelRelease.of("5.15.0-generic")));
    assertThrows(UserError.class, () -> LinkKind.of(KernelRelease.of("5.4.0")));
    assertThrows(UserError.class, () -> LinkKind.of(KernelRelease.of("unknown")));
  }
}
