package io.github.pmdb.command.machine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.command.Answer;
import io.github.pmdb.command.Commands;
import io.github.pmdb.command.Dispatcher;
import io.github.pmdb.command.OpenSession;
import io.github.pmdb.core.CoreSummary;
import io.github.pmdb.fixture.CoreMaker;
import io.github.pmdb.listing.CoreListing;
import io.github.pmdb.output.Json;
import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.target.OpenOptions;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CoresCommandTest {
  @TempDir Path root;

  private Answer answer(String line) {
    Dispatcher dispatcher = new Dispatcher(new Commands(List.of(new CoresCommand(root))));
    return dispatcher.run(new OpenSession(null, OpenOptions.DEFAULT), line);
  }

  private String text(String line) {
    return answer(line).text().text();
  }

  private static List<CoreSummary> cores(Answer answer) {
    return ((CoreListing) answer.value()).cores();
  }

  /// The smallest thing that starts like a core: one segment of memory and a name for nothing.
  private static byte[] core(int size) {
    ByteBuffer bytes = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1});
    bytes.putShort(16, (short) 4).putShort(18, (short) 62).putInt(20, 1).putLong(32, 64);
    bytes.putShort(52, (short) 64).putShort(54, (short) 56).putShort(56, (short) 1);
    bytes.putInt(64, 1).putInt(68, 6).putLong(72, 4096).putLong(80, 0x10000);
    bytes.putLong(96, 4096).putLong(104, 4096);
    return bytes.array();
  }

  private Path put(String name, byte[] content, long time) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, content);
    Files.setLastModifiedTime(file, FileTime.fromMillis(time));
    return file;
  }

  @Test
  void newestFirstAndNothingButCores() throws IOException {
    put("var/cores/old", core(8192), 1_000_000);
    put("var/cores/new", core(8192), 3_000_000);
    put("var/cores/cut", core(5000), 2_000_000);
    put("var/cores/core.txt", "about these cores, and how they came".getBytes(UTF_8), 4_000_000);
    put("var/cores/core.empty", new byte[0], 500_000);
    put("var/cores/empty", new byte[0], 500_000);
    Files.createDirectories(root.resolve("var/cores/core.directory"));
    List<CoreSummary> cores = cores(answer("cores"));
    assertEquals(
        List.of("new", "cut", "old", "core.empty"),
        cores.stream().map(c -> c.file().getFileName().toString()).toList());
    assertEquals(
        List.of(
            CoreSummary.State.COMPLETE,
            CoreSummary.State.CUT,
            CoreSummary.State.COMPLETE,
            CoreSummary.State.UNREADABLE),
        cores.stream().map(CoreSummary::state).toList());
    assertTrue(text("cores").contains("is empty"), text("cores"));
    assertTrue(cores.get(1).death().isEmpty(), "without notes nobody knows how it died");
  }

  @Test
  void everyPrefixOfACoreHasItsLine() throws IOException {
    byte[] whole = core(8192);
    for (int length : new int[] {1, 5, 17, 18, 40, 64, 70, 119, 120, 200, 4097}) {
      put("var/cores/core." + length, Arrays.copyOf(whole, length), length * 1000L);
    }
    assertEquals(11, cores(answer("cores")).size());
  }

  @Test
  void compressedCoresAndCompressedOthers() throws IOException {
    Path core = put("var/lib/systemd/coredump/core.x.gz", new byte[0], 1000);
    pack(core, core(8192));
    pack(put("var/lib/systemd/coredump/log.gz", new byte[0], 1000), new byte[100]);
    List<CoreSummary> cores = cores(answer("cores"));
    assertEquals(List.of(core), cores.stream().map(CoreSummary::file).toList());
    assertTrue(text("cores").contains("compressed (gz)"), text("cores"));
  }

  private static void pack(Path file, byte[] content) throws IOException {
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(content);
    }
  }

  @Test
  void theLimitLeavesOlderFiles() throws IOException {
    for (int i = 0; i < 5; i++) {
      put("var/cores/core." + i, core(8192), i * 1000L);
    }
    assertEquals(2, cores(answer("cores --limit 2")).size());
    assertTrue(text("cores --limit 2").contains("3 older files"));
    assertThrows(UserError.class, () -> answer("cores --limit 0"));
  }

  @Test
  void theDirectoryOfThePatternIsLookedInto() throws IOException {
    put("proc/sys/kernel/core_pattern", "/srv/dumps/%e.%p\n".getBytes(UTF_8), 1000);
    put("srv/dumps/prog.1", core(8192), 1000);
    assertEquals(1, cores(answer("cores")).size());
    put("proc/sys/kernel/core_pattern", "core\n".getBytes(UTF_8), 1000);
    assertEquals(0, cores(answer("cores")).size());
    assertTrue(text("cores").contains("is relative"));
  }

  @Test
  void anEmptyMachineIsToldWhatToDo() {
    String text = text("cores");
    assertTrue(text.startsWith("no core found\n"), text);
    assertTrue(text.contains("/var/cores (the usual place): no such directory"), text);
    assertTrue(text.contains("pmdb doctor"), text);
    UserError error = assertThrows(UserError.class, () -> answer("cores /no/such/place"));
    assertTrue(error.hint().contains("pmdb doctor"));
  }

  @Test
  void aFileIsNoDirectory() throws IOException {
    Path file = put("core.1", core(8192), 1000);
    UserError error = assertThrows(UserError.class, () -> answer("cores '" + file + "'"));
    assertTrue(error.hint().contains("pmdb core "), error.hint());
  }

  @Test
  void namesThatWouldMoveTheCursorAreEscaped() throws IOException {
    put("var/cores/core.\u001b[2J", core(8192), 1000);
    assertFalse(text("cores").contains("\u001b"));
    assertTrue(text("cores").contains("core.\\x1b[2J"));
  }

  @Test
  void aRealCoreTellsProgramProcessAndSignal() {
    Path core = CoreMaker.kernelCore(root, List.of("sh", "-c", "kill -ABRT $$"));
    Answer answer = answer("cores '" + core.getParent() + "'");
    CoreSummary summary = cores(answer).getFirst();
    assertEquals("sh", summary.program().orElseThrow());
    assertEquals(CoreSummary.State.COMPLETE, summary.state());
    String[] words = answer.text().text().lines().toList().get(1).split("\\s+");
    assertEquals("sh", words[2]);
    assertEquals(summary.pid().orElseThrow(), Long.parseLong(words[3]));
    assertEquals("SIGABRT", words[4]);
    String json = Json.result(answer.command(), answer.value());
    assertTrue(json.contains("\"state\":\"COMPLETE\""), json);
    assertTrue(json.contains("\"pid\":" + words[3]), json);
  }
}
