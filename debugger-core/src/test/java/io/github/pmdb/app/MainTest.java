package io.github.pmdb.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.fixture.CoreMaker;
import io.github.pmdb.fixture.Fixture;
import io.github.pmdb.fixture.Pythons;
import io.github.pmdb.fixture.Requirement;
import io.github.pmdb.fixture.RunningFixture;
import io.github.pmdb.verdict.VerdictKind;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The program, run in this JVM on real cores and processes.
class MainTest {
  private static final int FAILED = 1;
  private static final int WRONG = 2;
  private static final int CRASHED = 10;

  private static final int CUT_BYTES = 65_536;
  private static final int LOST_BYTES = 8_192;
  private static final String TRY_AGAIN = "copy it again, or look where it was written";

  @TempDir Path directory;

  private Path crash() {
    Pythons.Python python = Pythons.any();
    return CoreMaker.kernelCore(directory, python.command("qsort-crash"));
  }

  @Test
  void aCrashedPythonIsToldWithItsLine() {
    Path core = crash();
    Path source = Fixture.python("qsort-crash");
    int line = Fixture.lineOf(source, "# dies here");

    Run verdict = Run.pmdb("", "--no-gdb", "--batch", "core", core.toString());
    assertEquals(CRASHED, verdict.code(), verdict.err());
    assertTrue(verdict.out().contains("SIGSEGV"), verdict.out());

    Run bt = Run.pmdb("", "bt", core.toString());
    assertEquals(CRASHED, bt.code(), bt.err());
    String frame = "qsort-crash.py\", line %d, in length_of\n".formatted(line);
    assertTrue(bt.out().contains(frame), bt.out());
    assertTrue(bt.out().contains("return libc.strlen(customer)"), bt.out());

    Run moved =
        Run.pmdb(
            "py-up\npy-locals\npy-print nope\npy-generators nope\n",
            "--no-gdb",
            "core",
            core.toString());
    assertTrue(moved.out().contains("Locals for by_length\n"), moved.out());
    assertTrue(moved.out().contains("customer = 64\n"), moved.out());
    assertTrue(moved.out().contains("coroutines of a function named `nope`"), moved.out());
    assertEquals(FAILED, moved.code());
    String unbound = "pmdb: 'nope' is no local, global or builtin name here\n";
    assertTrue(moved.err().startsWith(unbound), moved.err());

    Run json =
        Run.pmdb(
            "",
            "--json",
            "--no-gdb",
            "--batch",
            "core",
            core.toString(),
            "-ex",
            "py-bt",
            "-ex",
            "verdit");
    List<String> lines = json.out().lines().toList();
    assertEquals(FAILED, json.code());
    assertEquals(2, lines.size(), json.out());
    assertTrue(lines.get(0).startsWith("{\"schema\":1,\"command\":\"py-bt\",\"result\":{"));
    assertTrue(lines.get(1).startsWith("{\"schema\":1,\"error\":{\"message\":"), lines.get(1));
    assertTrue(lines.get(1).contains("did you mean verdict?"), lines.get(1));
  }

  /// The registers stand at the beginning of the file; what Python needs is gone.
  @Test
  void aCutCoreIsTheReasonAndNativeFramesAreShown() throws Exception {
    Path core = crash();
    try (FileChannel file = FileChannel.open(core, StandardOpenOption.WRITE)) {
      file.truncate(CUT_BYTES);
    }
    String reason = "can not be read: the core is cut: 64.0 KiB of ";
    Run bt = Run.pmdb("", "bt", core.toString());
    assertEquals(CRASHED, bt.code(), bt.err());
    assertTrue(bt.err().contains(reason), bt.err());
    assertEquals(1, bt.err().lines().count(), bt.err());
    assertTrue(bt.out().contains("#0"), bt.out());
    assertTrue(bt.out().contains(TRY_AGAIN), bt.out());
    Run python = Run.pmdb("", "--no-gdb", "--batch", "core", core.toString(), "-ex", "py-bt");
    assertTrue(python.err().contains(reason), python.err());
    assertTrue(python.err().contains(TRY_AGAIN), python.err());
    assertFalse(python.err().contains("finalised"), python.err());
    Run verdict = Run.pmdb("", "--no-gdb", "--batch", "core", core.toString());
    assertTrue(
        verdict.out().matches("(?s).*\ninside +CPython 3[^\n]* " + reason + "[^\n]*\nthreads .*"),
        verdict.out());
    assertTrue(verdict.out().contains(TRY_AGAIN), verdict.out());
    Run verbose = Run.pmdb("", "--verbose", "bt", "--python", core.toString());
    assertEquals(FAILED, verbose.code());
    assertTrue(verbose.err().contains("could not be read:\n  "), verbose.err());
    Files.delete(core);
  }

  /// The last pages are those of the stack that hold no frame.
  @Test
  void whatIsThereOfACutCoreIsToldWithWhatToTry() throws Exception {
    Path core = crash();
    try (FileChannel file = FileChannel.open(core, StandardOpenOption.WRITE)) {
      file.truncate(file.size() - LOST_BYTES);
    }
    Run bt = Run.pmdb("", "bt", core.toString());
    assertTrue(bt.out().contains("qsort-crash.py"), bt.out());
    assertTrue(bt.err().startsWith("the core is cut: "), bt.err());
    assertTrue(bt.err().contains(TRY_AGAIN), bt.err());
    Files.delete(core);
  }

  /// gdb's gcore writes the notes behind the memory.
  @Test
  void aCoreThatLostItsNotesSaysSo() throws Exception {
    try (RunningFixture running = Fixture.startPython(Pythons.any(), "hung-lock")) {
      Path core = CoreMaker.gcore(running.pid(), directory);
      try (FileChannel file = FileChannel.open(core, StandardOpenOption.WRITE)) {
        file.truncate(file.size() * 9 / 10);
      }
      Run bt = Run.pmdb("", "bt", core.toString());
      assertTrue(bt.out().contains("note: the notes are cut or damaged"), bt.out());
      assertTrue(bt.out().contains("note: the core is cut: "), bt.out());
      assertTrue(bt.out().contains("note: no thread is there, so there are no stacks\n"), bt.out());
      Run verdict = Run.pmdb("", "--no-gdb", "--batch", "core", core.toString());
      assertTrue(verdict.out().contains("what ended it is not known\n"), verdict.out());
      assertEquals(VerdictKind.UNKNOWN.exitCode(), verdict.code());
      assertEquals(verdict.code(), bt.code());
    }
  }

  @Test
  void pythonsOwnEndIsInTheHeadline() throws Exception {
    String program = Pythons.any().program().toString();
    String end = "import ctypes; ctypes.pythonapi.Py_FatalError(b'the last one is lost')";
    Path core = CoreMaker.kernelCore(directory, List.of(program, "-c", end));
    Run verdict = Run.pmdb("", "--no-gdb", "--batch", "core", core.toString());
    assertEquals(CRASHED, verdict.code(), verdict.err());
    String headline = verdict.out().lines().findFirst().orElseThrow();
    assertTrue(headline.contains("SIGABRT"), headline);
    assertTrue(headline.contains(": Python ended it by Py_FatalError"), verdict.out());
    Files.delete(core);
  }

  @Test
  void gdbAndOursStayInStep() throws Exception {
    Requirement.tool("gdb");
    Path core = crash();
    Path script = Files.writeString(directory.resolve("script"), "python\nprint(40 + 2)\nend\n");
    Run run =
        Run.pmdb(
            "",
            "core",
            core.toString(),
            "--batch",
            "-ex",
            "py-up",
            "-ex",
            "frame",
            "-ex",
            "py-loc",
            "-ex",
            "up 1",
            "-ex",
            "py-down 0",
            "-ex",
            "up 1000",
            "-ex",
            "down 1000",
            "-ex",
            "py-locals",
            "-x",
            script.toString(),
            "-ex",
            "py-brek");
    assertTrue(run.out().contains("in by_length ("), run.out() + run.err());
    String frame = run.out().lines().filter(line -> line.matches("#\\d+ +0x.*")).findFirst().get();
    assertTrue(frame.contains("_PyEval_EvalFrame"), run.out());
    assertTrue(run.out().contains("Locals for by_length\n"), run.out());
    assertTrue(run.out().contains("in sort_customers ("), run.out());
    assertFalse(run.out().contains("Switching to thread"), run.out());
    assertTrue(run.out().contains("Locals for length_of\n"), run.out());
    assertTrue(run.out().contains("\n42\n"), run.out());
    assertEquals(FAILED, run.code());
    assertEquals("did you mean py-break?\n", run.err());
  }

  /// The process is a grandchild: the JVM's own reaper would take the stops of a child.
  @Test
  void anAttachedProcessRunsOnAfterwards() {
    Requirement.tool("gdb");
    String command = String.join(" ", Pythons.any().command("hung-lock"));
    try (RunningFixture shell = Fixture.start(List.of("sh", "-c", command + "; exit"))) {
      ProcessHandle python =
          ProcessHandle.of(shell.pid()).orElseThrow().children().findFirst().orElseThrow();
      try {
        String pid = Long.toString(python.pid());
        Run run = Run.pmdb("", "attach", pid, "--batch", "-ex", "py-bt", "-ex", "info threads");
        assertTrue(run.out().contains("in main\n"), run.out() + run.err());
        assertTrue(run.out().contains("(LWP " + pid + ")"), run.out());
        assertTrue(run.err().contains("the process stood still for"), run.err());
        shell.ask("still there?");
      } finally {
        python.destroyForcibly();
      }
    }
  }

  @Test
  void aProcessIsReadWithoutAStop() {
    try (RunningFixture hung = Fixture.startPython(Pythons.any(), "hung-lock")) {
      Run run = Run.pmdb("", "bt", Long.toString(hung.pid()));
      assertTrue(run.out().contains("in settle\n"), run.out() + run.err());
      assertEquals("", run.err());
      Run verbose = Run.pmdb("", "--verbose", "bt", Long.toString(hung.pid()));
      assertTrue(verbose.err().contains("was found so:\n  "), verbose.err());
      assertTrue(verbose.err().contains("sys.hexversion says 3."), verbose.err());
      hung.ask("still there?");
    }
  }

  @Test
  void mistakesOnTheCommandLineAreTold() throws Exception {
    Run option = Run.pmdb("", "--bogus");
    assertEquals(WRONG, option.code());
    assertTrue(option.err().startsWith("pmdb: Unrecognized option: --bogus"), option.err());
    assertEquals(WRONG, Run.pmdb("", "core").code());
    assertTrue(
        Run.pmdb("", "attach", "1", "2").err().contains("2 is too much: pmdb attach takes PID"));
    assertTrue(Run.pmdb("", "attach", "me").err().contains("a process id is a number, not me"));
    assertTrue(
        Run.pmdb("", "--color=red", "doctor").err().contains("auto, always or never, not red"));
    assertEquals(WRONG, Run.pmdb("").code());

    Run missing = Run.pmdb("", "--batch", directory.resolve("nothing").toString());
    assertEquals(FAILED, missing.code());
    assertTrue(missing.err().contains("there is no file"), missing.err());
    assertTrue(Run.pmdb("", "croe", "x").err().contains("did you mean `pmdb core`?"));

    String hostile = "no\u001b[31mthing";
    Run traced = Run.pmdb("", "--verbose", "--batch", directory.resolve(hostile).toString());
    assertTrue(traced.err().contains("UserError: "), traced.err());
    assertFalse(traced.err().contains("\u001b[31m"), traced.err());

    Path text = Files.writeString(directory.resolve("text"), "not a core");
    Run noCore = Run.pmdb("", "--json", "--batch", "core", text.toString());
    assertEquals(FAILED, noCore.code());
    assertTrue(noCore.out().startsWith("{\"schema\":1,\"error\":"), noCore.out());
    assertEquals("", noCore.err());
  }

  @Test
  void helpTellsTheExitCodes() {
    Run help = Run.pmdb("", "--help");
    assertEquals(0, help.code());
    assertTrue(help.out().contains("10   with --batch or bt: a signal killed"), help.out());
    assertTrue(help.out().contains("--source-path"), help.out());
    Run bt = Run.pmdb("", "bt", "--help");
    assertTrue(bt.out().contains("--locals") && bt.out().contains("--json"), bt.out());
  }
}
