package io.github.pmdb.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DoctorTest {
  private static final String NOTHING = "0000000000000000";
  private static final String ONLY_PTRACE = "0000000000080000";

  @TempDir Path root;
  private ForgedMachine machine;

  @BeforeEach
  void soundMachine() {
    machine = new ForgedMachine(root);
  }

  @Test
  void aSoundMachineHasNothingToMend() {
    for (Finding finding : machine.check()) {
      assertEquals(Status.GOOD, finding.status(), finding.toString());
      assertEquals("", finding.fix());
    }
  }

  @Test
  void aBareContainerBreaksNoCheckAndEveryFaultHasItsCommand() {
    Machine bare =
        new Machine(
            root.resolve("nothing"),
            _ -> Optional.empty(),
            "gdb",
            Runtime.Version.parse("21"),
            Path.of("/nowhere"),
            _ -> 0);
    Set<String> names = new HashSet<>();
    for (Finding finding : new Doctor(bare).check()) {
      assertTrue(names.add(finding.name()), "named twice: " + finding);
      assertEquals(finding.status() == Status.GOOD, finding.fix().isEmpty(), finding.toString());
    }
  }

  @Test
  void gdbIsMissing() {
    machine.status(1000, NOTHING).gdb = Optional.empty();
    Finding gdb = machine.check("gdb");
    assertEquals(Status.BAD, gdb.status());
    assertEquals("sudo apt-get install -y gdb", gdb.fix());
  }

  @ParameterizedTest
  @CsvSource({
    "GNU gdb (GDB) 9.2, BAD",
    "GNU gdb (GDB) 10.1, GOOD",
    "GNU gdb (GDB) Fedora Linux 16.3-1.fc42, GOOD",
    "GNU gdb (Ubuntu 15.0.50.20240403-0ubuntu1) 15.0.50.20240403-git, GOOD",
    "hello world, BAD"
  })
  void gdbTellsItsVersion(String output, Status expected) {
    machine.gdb = Optional.of(new Programs.Run(0, output + "\nmore\n"));
    assertEquals(expected, machine.check("gdb").status());
  }

  @Test
  void gdbWithoutPython() {
    machine.gdb =
        Optional.of(
            new Programs.Run(
                1, "GNU gdb (GDB) 13.1\nPython scripting is not supported in this copy of GDB.\n"));
    assertEquals(Status.GOOD, machine.check("gdb").status());
    assertEquals(Status.WARNING, machine.check("gdb Python").status());
  }

  @ParameterizedTest
  @CsvSource({
    "0,0000000000000000,GOOD",
    "1,0000000000000000,WARNING",
    "1,0000000000080000,GOOD",
    "2,0000000000000000,BAD",
    "2,0000000000080000,GOOD",
    "3,000001ffffffffff,BAD"
  })
  void yamaForbidsByScopeAndCapability(String scope, String capabilities, Status expected) {
    machine.status(1000, capabilities).put("proc/sys/kernel/yama/ptrace_scope", scope);
    Finding finding = machine.check("ptrace_scope");
    assertEquals(expected, finding.status());
    assertEquals(expected == Status.GOOD, finding.fix().isEmpty());
    assertTrue(
        expected == Status.GOOD || finding.fix().contains("sudo tee /etc/sysctl.d/60-ptrace.conf"));
  }

  @Test
  void capabilitiesThatAreLacking() {
    Finding none = machine.status(1000, NOTHING).check("capabilities");
    assertEquals(Status.WARNING, none.status());
    assertTrue(none.what().contains("CAP_SYS_PTRACE, CAP_BPF, CAP_PERFMON"), none.what());
    assertTrue(none.fix().startsWith("sudo "), none.fix());
    Finding container = machine.status(0, ONLY_PTRACE).check("capabilities");
    assertTrue(container.what().contains("without CAP_BPF, CAP_PERFMON"), container.what());
    assertTrue(container.fix().startsWith("docker run "), container.fix());
    assertEquals(Status.WARNING, machine.check("BPF rights").status());
  }

  @ParameterizedTest
  @CsvSource({
    "/var/cores/core.%e.%p, GOOD",
    "/var/nowhere/core.%p, BAD",
    "/var/cores/%h/core.%p, WARNING",
    "core, WARNING",
    "core.%p, WARNING",
    "'', BAD",
    "|/usr/lib/systemd/systemd-coredump %P %u, GOOD",
    "|/usr/share/apport/apport -p%p, WARNING",
    "|/opt/handler, WARNING",
    "|/opt/nowhere %p, BAD",
    "@/run/cores.socket, WARNING"
  })
  void whereCoresGo(String pattern, Status expected) {
    machine
        .status(1000, NOTHING)
        .put("proc/sys/kernel/core_pattern", pattern)
        .put("usr/lib/systemd/systemd-coredump", "")
        .put("usr/share/apport/apport", "")
        .put("opt/handler", "");
    Finding finding = machine.check("core_pattern");
    assertEquals(expected, finding.status(), finding.toString());
    boolean mendsAll = finding.fix().contains("sudo tee /etc/sysctl.d/60-cores.conf");
    boolean makes = finding.fix().equals("sudo install -d -m 1777 /var/nowhere");
    assertEquals(expected != Status.GOOD, mendsAll || makes, finding.fix());
  }

  @Test
  void anEmptyPatternWithThePidIsAFileName() {
    machine.put("proc/sys/kernel/core_pattern", "").put("proc/sys/kernel/core_uses_pid", "1");
    assertEquals(Status.WARNING, machine.check("core_pattern").status());
  }

  @Test
  void aFolderThatIsNotOpenToAll() {
    Finding finding = machine.directory("var/cores", "rwxr-xr-x").check("core_pattern");
    assertEquals(Status.WARNING, finding.status());
    assertEquals("install -d -m 1777 /var/cores", finding.fix());
  }

  @ParameterizedTest
  @CsvSource({
    "unlimited, unlimited, GOOD",
    "0, unlimited, WARNING",
    "0, 0, BAD",
    "1024, unlimited, WARNING",
    "1024, 4096, WARNING"
  })
  void howLargeACoreMayGet(String soft, String hard, Status expected) {
    assertEquals(expected, machine.limits(soft, hard).check("ulimit -c").status());
    machine.put("proc/sys/kernel/core_pattern", "|/usr/bin/true");
    assertEquals(Status.GOOD, machine.check("ulimit -c").status());
  }

  @ParameterizedTest
  @CsvSource({"33, GOOD", "7f, GOOD", "31, WARNING", "23, WARNING", "32, BAD", "00, BAD"})
  void whatGoesIntoACore(String filter, Status expected) {
    machine.put("proc/self/coredump_filter", "00").put("proc/4711/coredump_filter", filter);
    assertEquals(expected, machine.check("coredump_filter").status());
  }

  @ParameterizedTest
  @CsvSource({"6.18.44, GOOD", "6.6.0, GOOD", "6.5.9, WARNING", "5.4.0-x, WARNING", "?, WARNING"})
  void kernelsOfBpf(String release, Status expected) {
    assertEquals(
        expected, machine.put("proc/sys/kernel/osrelease", release).check("BPF kernel").status());
  }

  @Test
  void bpfWithoutTypes() {
    machine.remove("sys/kernel/btf/vmlinux");
    assertEquals(Status.WARNING, machine.check("BPF types").status());
  }

  @Test
  void javaRoomAndDebugFiles() {
    machine.java = "21.0.2";
    machine.free = 1 << 20;
    machine.remove("usr/lib/debug/.build-id/ab/cdef.debug").remove("usr/lib/debug/.build-id/ab");
    assertEquals(Status.BAD, machine.check("JDK").status());
    assertEquals(Status.WARNING, machine.check("cache").status());
    assertEquals("apt-get install -y libc6-dbg", machine.check("debug files").fix());
  }

  @Test
  void thisMachineIsLookedAt() {
    List<Finding> findings = new Doctor(Machine.real("no-such-gdb")).check();
    assertEquals(Status.BAD, findings.getFirst().status());
    assertTrue(findings.stream().anyMatch(f -> f.name().equals("coredump_filter")));
  }

  @Test
  void programsThatHangAreEnded() {
    Programs programs = Programs.real(Duration.ofMillis(100));
    assertEquals(Optional.empty(), programs.run(List.of("sleep", "1000")));
    assertEquals(Optional.empty(), programs.run(List.of("no-such-program")));
    Programs patient = Programs.real(Duration.ofMinutes(1));
    assertEquals("yes\n", patient.run(List.of("echo", "yes")).orElseThrow().output());
    assertFalse(patient.run(List.of("false")).isEmpty());
  }
}
