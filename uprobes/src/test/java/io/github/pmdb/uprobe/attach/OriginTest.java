package io.github.pmdb.uprobe.attach;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.pmdb.fixture.Finished;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Libraries beside a program that runs.
@Timeout(60)
final class OriginTest {
  @TempDir private Path directory;

  @Test
  void theDirectoryIsThatOfTheProgramsOwnPath() throws Exception {
    Path source = directory.resolve("waits.c");
    Files.writeString(source, "int getchar(void); int main(void) { return getchar() > 0; }");
    Path program = directory.resolve("waits");
    Finished.run(
            List.of("gcc", "-Wl,-rpath,$ORIGIN/lib", "-o", program.toString(), source.toString()))
        .check();
    Path library = Files.createDirectory(directory.resolve("lib")).resolve("libmine.so");
    Files.createFile(library);
    Process process = new ProcessBuilder(program.toString()).start();
    try {
      Path files = Path.of("/proc", Long.toString(process.pid()));
      Path found = new LibrarySearch(files.resolve("root"), files.resolve("exe")).find("mine");
      assertEquals(files.resolve("root").resolve(library.toString().substring(1)), found);
    } finally {
      process.destroyForcibly().waitFor();
    }
  }
}
