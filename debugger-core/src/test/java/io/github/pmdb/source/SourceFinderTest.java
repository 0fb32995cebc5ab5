package io.github.pmdb.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.snapshot.ProcessInfo;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceFinderTest {
  private static final long DUMPED = 1_700_000_000_000L;

  @TempDir Path root;
  private SourceFinder finder;

  @BeforeEach
  void open() {
    finder = new SourceFinder(List.of(), List.of(), this::process, ProgramSources.NONE);
  }

  private ProcessInfo process() {
    return process(1, OptionalLong.of(DUMPED));
  }

  private ProcessInfo process(long pid) {
    return process(pid, OptionalLong.empty());
  }

  private ProcessInfo process(long pid, OptionalLong dumped) {
    return new ProcessInfo(
        pid,
        OptionalLong.empty(),
        OptionalInt.empty(),
        "python",
        List.of(),
        List.of(),
        Optional.of("/app"),
        Optional.empty(),
        root,
        dumped);
  }

  private Path write(String path, byte[] bytes) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.write(file, bytes);
    Files.setLastModifiedTime(file, FileTime.fromMillis(DUMPED - 1_000));
    return file;
  }

  private Path write(String path, String text) throws IOException {
    return write(path, text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void resolvesNamesInTheTargetsOwnTree() throws IOException {
    Path file = write("app/main.py", "a\nb\n");
    assertEquals(file, finder.find("/app/main.py").orElseThrow().path());
    assertEquals(file, finder.find("main.py").orElseThrow().path());
    assertEquals(file, finder.find("./lib/../main.py").orElseThrow().path());
    assertEquals(Optional.of("b"), finder.find("main.py").orElseThrow().line(2));
    assertEquals(Optional.empty(), finder.find("main.py").orElseThrow().line(3));
    assertEquals(Optional.empty(), finder.find("main.py").orElseThrow().line(0));
  }

  @Test
  void aNameCannotClimbOutOfTheRoot() {
    assertEquals(List.of(root.resolve("etc/passwd")), finder.candidates("/../../../../etc/passwd"));
    assertEquals(
        List.of(root.resolve("etc/passwd")), finder.candidates("../../../../../etc/passwd"));
  }

  @Test
  void directoriesOfTheUserComeFirst(@TempDir Path mine) throws IOException {
    write("app/pkg/m.py", "theirs");
    Path file = Files.writeString(mine.resolve("m.py"), "mine");
    SourceFinder mineFirst =
        new SourceFinder(List.of(mine), List.of(), this::process, ProgramSources.NONE);
    assertEquals(file, mineFirst.find("/app/pkg/m.py").orElseThrow().path());
  }

  @Test
  void directoriesOfTheUserCannotBeLeft(@TempDir Path mine) {
    SourceFinder mineFirst =
        new SourceFinder(List.of(mine), List.of(), this::process, ProgramSources.NONE);
    assertTrue(
        mineFirst.candidates("../../../etc/passwd").stream()
            .allMatch(path -> path.startsWith(mine) || path.startsWith(root)));
  }

  @Test
  void saysWhenTheFileIsNewerThanTheCore() throws IOException {
    Path file = write("app/new.py", "x");
    write("app/old.py", "x");
    Files.setLastModifiedTime(file, FileTime.fromMillis(DUMPED + 60_000));
    assertEquals("changed after the core was written", find("/app/new.py").doubt());
    assertEquals("", find("/app/old.py").doubt());
  }

  /// A start that is told in whole seconds would leave out what changes right after it.
  @Test
  void saysWhenTheFileIsALittleNewerThanTheProcess() throws IOException {
    Path before = write("app/before.py", "x");
    Files.setLastModifiedTime(before, FileTime.from(Instant.now()));
    Path after = write("app/after.py", "x");
    Process started = new ProcessBuilder("sleep", "1000").start();
    try {
      Files.setLastModifiedTime(after, FileTime.from(Instant.now().plusMillis(100)));
      SourceFinder live =
          new SourceFinder(List.of(), List.of(), () -> process(started.pid()), ProgramSources.NONE);
      assertEquals("", live.find("/app/before.py").orElseThrow().doubt());
      assertEquals(
          "changed after the process started", live.find("/app/after.py").orElseThrow().doubt());
    } finally {
      started.destroyForcibly();
    }
  }

  /// Names of files are bytes; Python keeps those that are no UTF-8 as lone surrogates.
  @Test
  void namesThatAreNotUtf8HaveFiles() throws IOException {
    Path directory = Path.of(URI.create(root.toUri() + "app/d%E9%FF/"));
    Files.createDirectories(directory);
    Path file = Files.writeString(directory.resolve("m.py"), "in bytes");
    Files.setLastModifiedTime(file, FileTime.fromMillis(DUMPED - 1_000));
    assertEquals(file, find("/app/d\udce9\udcff/m.py").path());
    assertEquals(Optional.of("in bytes"), find("d\udce9\udcff/./m.py").line(1));
    assertEquals("", find("d\udce9\udcff/m.py").doubt());
    assertEquals(Optional.empty(), finder.find("/app/d\udce9\ud800/m.py"));
    assertEquals(Optional.empty(), finder.find("/app/d\udce9\0/m.py"));
  }

  @Test
  void thereIsNoFileForPseudoNames() throws IOException {
    write("app/<stdin>", "x");
    assertEquals(Optional.empty(), finder.find("<stdin>"));
    assertEquals(Optional.empty(), finder.find(""));
    assertEquals(Optional.empty(), finder.find("a\0b"));
    assertEquals(Optional.empty(), finder.find("/app"));
  }

  @Test
  void obeysTheEncodingThatTheFileDeclares() throws IOException {
    write(
        "app/latin.py",
        "# -*- coding: latin-1 -*-\nx = 'é'\n".getBytes(StandardCharsets.ISO_8859_1));
    write("app/odd.py", "# coding: no-such-thing\ny = 'é'\n");
    assertEquals(Optional.of("x = 'é'"), find("/app/latin.py").line(2));
    assertEquals(Optional.of("y = 'é'"), find("/app/odd.py").line(2));
  }

  @Test
  void looksIntoArchives() throws IOException {
    Path archive = root.resolve("app/shop.pyz");
    Files.createDirectories(archive.getParent());
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(archive))) {
      zip.putNextEntry(new ZipEntry("shop/cart.py"));
      zip.write("first\nsecond\n".getBytes(StandardCharsets.UTF_8));
    }
    Files.setLastModifiedTime(archive, FileTime.fromMillis(DUMPED - 1_000));
    assertEquals(Optional.of("second"), find("/app/shop.pyz/shop/cart.py").line(2));
    assertEquals("", find("shop.pyz/shop/cart.py").doubt());
    assertEquals(Optional.empty(), finder.find("/app/shop.pyz/shop/other.py"));
    assertEquals(Optional.empty(), finder.find("/app/shop.pyz/shop"));
    Files.setLastModifiedTime(archive, FileTime.fromMillis(DUMPED + 60_000));
    finder = new SourceFinder(List.of(), List.of(), this::process, ProgramSources.NONE);
    assertEquals("changed after the core was written", find("/app/shop.pyz/shop/cart.py").doubt());
    write("app/none.egg", "no archive");
    assertEquals(Optional.empty(), finder.find("/app/none.egg/shop/cart.py"));
  }

  @Test
  void whatNoFileHasMayBeInMemory() throws IOException {
    tells(
        new ProgramSources() {
          @Override
          public Optional<List<String>> kept(String name) {
            return Optional.of(List.of("kept " + name));
          }
        });
    write("app/main.py", "on disk");
    assertEquals(Optional.of("on disk"), finder.line("/app/main.py", 1));
    assertEquals(Optional.of("kept <made>"), finder.line("<made>", 1));
  }

  @Test
  void codeThatNamesNoFileMayHaveOne() throws IOException {
    tells(
        new ProgramSources() {
          @Override
          public Optional<String> file(String name) {
            return Optional.of("/lib/os.py");
          }
        });
    write("lib/os.py", "on disk");
    assertEquals(Optional.of("on disk"), finder.line("<frozen os>", 1));
  }

  @Test
  void whatTheProgramWasCompiledFromIsBetterThanAFileThatChanged() throws IOException {
    tells(
        new ProgramSources() {
          @Override
          public Optional<List<String>> originals(String name) {
            return Optional.of(List.of("compiled"));
          }
        });
    write("app/same.js", "on disk");
    Path changed = write("app/changed.js", "on disk");
    Files.setLastModifiedTime(changed, FileTime.fromMillis(DUMPED + 60_000));
    assertEquals(Optional.of("on disk"), finder.line("/app/same.js", 1));
    assertEquals(Optional.of("compiled"), finder.line("/app/changed.js", 1));
    assertEquals(Optional.of("compiled"), finder.line("[eval]", 1));
  }

  @Test
  void linesThatTheProgramReadBeforeAreNearerToWhatRan() throws IOException {
    tells(
        new ProgramSources() {
          @Override
          public Optional<List<String>> copy(String name) {
            return Optional.of(List.of("first", "", "a cut or unreadable l\u2026"));
          }
        });
    write("app/same.py", "first\nsecond\na cut or unreadable line\n");
    write("app/other.py", "first of all\nsecond\nthird\n");
    write("app/longer.py", "first\nsecond\nthird\nfourth\n");
    String other = "has other lines by now than these, which the program keeps";
    assertEquals("", find("/app/same.py").doubt());
    assertEquals(other, find("/app/other.py").doubt());
    assertEquals(Optional.of("first"), finder.line("/app/other.py", 1));
    assertEquals(other, find("/app/longer.py").doubt());
    assertEquals(Optional.empty(), finder.line("/app/longer.py", 4));
  }

  @Test
  void saysWhenTheFileIsNewerThanTheProgramThatDied() throws IOException {
    tells(
        new ProgramSources() {
          @Override
          public Optional<Instant> running() {
            return Optional.of(Instant.ofEpochMilli(DUMPED - 2_000));
          }
        });
    Path before = write("app/before.py", "x");
    Files.setLastModifiedTime(before, FileTime.fromMillis(DUMPED - 3_000));
    write("app/after.py", "x");
    assertEquals("", find("/app/before.py").doubt());
    assertEquals("changed while the program ran", find("/app/after.py").doubt());
  }

  private void tells(ProgramSources program) {
    finder = new SourceFinder(List.of(), List.of(), this::process, program);
  }

  private SourceFile find(String name) {
    return finder.find(name).orElseThrow();
  }
}
