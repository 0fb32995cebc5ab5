package io.github.pmdb.verdict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class CrashReadingTest {
  private static final long CODE = 0x401000L;
  private static final long STACK = 0x7ffd_0000_0000L;

  private static ForgedCore core() {
    return new ForgedCore()
        .map(CODE, CODE + 0x1000, "rx", "/usr/bin/server")
        .map(STACK, STACK + 0x21000, "rw", "[stack]")
        .register("rip", CODE + 4)
        .register("rsp", STACK + 0x20000);
  }

  private static ForgedCore segv(ForgedCore core, long address) {
    return core.killedBy(11, "SIGSEGV", 1, "address not mapped to object", Optional.of(address));
  }

  private static String reasons(ForgedCore core) {
    return String.join(
        "\n", new CrashReading(core, LockReading.NONE, ScriptPauses.NONE).read().reasons());
  }

  @Test
  void namesSignalCodeAndFaultAddress() {
    Finding finding =
        new CrashReading(segv(core(), 0x18).addThread(7), LockReading.NONE, ScriptPauses.NONE)
            .read();
    assertEquals(VerdictKind.CRASHED, finding.kind());
    assertEquals(
        "server (pid 4711) was killed by SIGSEGV (address not mapped to object) at 0x18",
        finding.headline());
    assertEquals(7, finding.tid());
    assertEquals("the fault address 0x18 is NULL plus 0x18", finding.reasons().getFirst());
  }

  @Test
  void tellsAStackOverflow() {
    ForgedCore core = core().register("rsp", STACK - 0x10).addThread(7);
    assertTrue(reasons(segv(core, STACK - 0x18)).contains("a stack overflow"));
  }

  @Test
  void aFaultFarFromTheStackIsNoOverflow() {
    assertEquals(
        "the fault address 0x5000000 is not mapped", reasons(segv(core().addThread(7), 0x5000000)));
  }

  @Test
  void tellsACallThroughABadPointer() {
    ForgedCore core = segv(core().register("rip", 0).addThread(7), 0);
    assertTrue(reasons(core).contains("the program counter is the NULL pointer"), reasons(core));
  }

  @Test
  void namesRegistersThatHoldNoPossibleAddress() {
    ForgedCore core = core().register("rdx", 0x4141414141414141L).addThread(7);
    core.killedBy(11, "SIGSEGV", 0x80, "sent by the kernel", Optional.empty());
    assertTrue(reasons(core).contains("rdx = 0x4141414141414141"), reasons(core));
  }

  @Test
  void tellsAWriteToReadOnlyMemory() {
    assertEquals(
        "the fault address 0x401010 is in /usr/bin/server, read-only, executable",
        reasons(segv(core().addThread(7), CODE + 0x10)));
  }

  @Test
  void aDumpOnDemandIsNoCrash() {
    Finding finding =
        new CrashReading(core().addThread(7), LockReading.NONE, ScriptPauses.NONE).read();
    assertEquals(VerdictKind.DUMPED, finding.kind());
    assertTrue(finding.headline().contains("dumped on demand"));
  }

  @Test
  void withoutItsNoteOnlyTheNumberOfASignalIsKnown() {
    ForgedCore core = core().addThread(7).killedBy(6, "SIGABRT", 0, "", Optional.empty());
    assertEquals(
        "who or what raised it is not known: the core has no readable NT_SIGINFO note",
        reasons(core));
  }

  @Test
  void ofACoreWithoutItsNotesNothingIsClaimed() {
    Finding finding =
        new CrashReading(new ForgedCore(), LockReading.NONE, ScriptPauses.NONE).read();
    assertEquals(VerdictKind.UNKNOWN, finding.kind());
    assertTrue(finding.headline().endsWith("what ended it is not known"), finding.headline());
  }

  @Test
  void survivesACoreWithoutThreads() {
    assertEquals(
        4711,
        new CrashReading(segv(new ForgedCore(), 0), LockReading.NONE, ScriptPauses.NONE)
            .read()
            .tid());
  }
}
