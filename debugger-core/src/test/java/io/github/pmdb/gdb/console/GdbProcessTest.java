package io.github.pmdb.gdb.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.gdb.process.GdbLaunch;
import io.github.pmdb.gdb.process.GdbProcess;
import io.github.pmdb.gdb.pty.TerminalSize;
import io.github.pmdb.snapshot.UserError;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class GdbProcessTest {
  @TempDir Path directory;

  @Test
  void miAnswersOnItsOwnPtyWithoutEcho() throws IOException {
    Installed.assume();
    try (GdbProcess gdb = GdbProcess.start(GdbLaunch.usual(TerminalSize.USUAL))) {
      gdb.miOut().write("7-gdb-show inferior-tty\n".getBytes(StandardCharsets.UTF_8));
      gdb.miOut().flush();
      String answer = lineStarting(gdb, "7");
      assertEquals("7^done,value=\"" + gdb.inferior().slaveName() + "\"", answer);
      assertTrue(gdb.alive());
      assertTrue(ProcessHandle.of(gdb.pid()).isPresent());
    }
  }

  @Test
  void ptysNeedNoTemporaryCopyOfTheirLibrary() throws IOException {
    Installed.assume();
    Path unpacked = Path.of(System.getProperty("pty4j.preferred.native.folder"));
    try (GdbProcess _ = GdbProcess.start(GdbLaunch.usual(TerminalSize.USUAL));
        Stream<String> maps = Files.lines(Path.of("/proc/self/maps"))) {
      List<String> loaded = maps.filter(line -> line.endsWith("/libpty.so")).toList();
      assertFalse(loaded.isEmpty());
      assertTrue(
          loaded.stream().allMatch(line -> line.contains(unpacked.toString())), loaded::toString);
    }
  }

  @Test
  void miEndsWhenGdbEnds() throws IOException, InterruptedException {
    Installed.assume();
    try (GdbProcess gdb = GdbProcess.start(GdbLaunch.usual(TerminalSize.USUAL))) {
      gdb.miOut().write("-gdb-exit\n".getBytes(StandardCharsets.UTF_8));
      gdb.miOut().flush();
      gdb.miIn().transferTo(OutputStream.nullOutputStream());
      Await.until("gdb has ended", () -> !gdb.alive());
      assertEquals(0, gdb.exitCode().orElseThrow());
    }
  }

  @Test
  void killedGdbSaysTheSignal() {
    Installed.assume();
    try (GdbProcess gdb = GdbProcess.start(GdbLaunch.usual(TerminalSize.USUAL))) {
      gdb.kill();
      Await.until("gdb has ended", () -> !gdb.alive());
      assertEquals(128 + 9, gdb.exitCode().orElseThrow());
    }
  }

  @Test
  void startsWithoutPython() {
    Installed.assume();
    try (GdbProcess gdb = GdbProcess.startWithoutPython(GdbLaunch.usual(TerminalSize.USUAL))) {
      assertTrue(gdb.alive());
    }
  }

  @Test
  void missingGdbIsToldWithTheRemedy() {
    UserError error =
        assertThrows(UserError.class, () -> GdbProcess.start(launch("no-such-gdb", "/usr/bin")));
    assertTrue(String.valueOf(error.getMessage()).contains("no-such-gdb"), error.getMessage());
    assertTrue(error.hint().contains("apt install gdb"), error.hint());
  }

  @Test
  void fileThatCannotRunIsRefused() throws IOException {
    Path file = Files.writeString(directory.resolve("gdb"), "#!/bin/sh\n");
    UserError error =
        assertThrows(UserError.class, () -> GdbProcess.start(launch(file.toString(), "")));
    assertTrue(String.valueOf(error.getMessage()).contains("not a program"), error.getMessage());
  }

  @Test
  void lastWordsOfAGdbThatDiesAtOnceAreShownEscaped() throws IOException {
    Path file = script("printf 'libpython.so: \\033[31mnot found\\n' >&2; exit 127");
    UserError error =
        assertThrows(UserError.class, () -> GdbProcess.start(launch(file.toString(), "/usr/bin")));
    assertTrue(
        String.valueOf(error.getMessage()).endsWith("libpython.so: \\x1b[31mnot found"),
        error.getMessage());
  }

  @Test
  void theProgramGetsTheUsersLocale() throws IOException {
    Installed.assume();
    Map<String, String> environment = Map.of("PATH", System.getenv("PATH"), "LC_ALL", "de_DE");
    GdbLaunch launch = new GdbLaunch("gdb", List.of(), environment, directory, TerminalSize.USUAL);
    try (GdbProcess gdb = GdbProcess.start(launch)) {
      gdb.miOut()
          .write(
              "7-interpreter-exec console \"show environment LC_ALL\"\n"
                  .getBytes(StandardCharsets.UTF_8));
      gdb.miOut().flush();
      assertEquals("~\"LC_ALL = de_DE\\n\"", lineStarting(gdb, "~\"LC_ALL"));
    }
  }

  private GdbLaunch launch(String gdb, String path) {
    return new GdbLaunch(gdb, List.of(), Map.of("PATH", path), directory, TerminalSize.USUAL);
  }

  private Path script(String body) throws IOException {
    Path file = Files.writeString(directory.resolve("gdb"), "#!/bin/sh\n" + body + "\n");
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static String lineStarting(GdbProcess gdb, String start) throws IOException {
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(gdb.miIn(), StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      assertFalse(
          line.contains("-gdb-show") || line.contains("-interpreter-exec"), "echo: " + line);
      if (line.startsWith(start)) {
        return line;
      }
    }
    throw new AssertionError("MI ended");
  }
}
