package io.github.pmdb.app;

import io.github.pmdb.fixture.Finished;
import io.github.pmdb.fixture.RunningFixture;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// pmdb as a process of its own: the JVM that started a program waits for it too, and takes the
/// stops that a tracer in the same process waits for.
final class Batch {
  /// Where native libraries lie unpacked, which else each process does for itself and leaves
  /// behind.
  private static final String NATIVE = "pty4j.preferred.native.folder";

  private Batch() {}

  /// What it prints.
  static String pmdb(List<String> target, String... commands) {
    return run(target, commands).output();
  }

  static Finished run(List<String> target, String... commands) {
    return Finished.run(line(target, commands));
  }

  /// The command line that runs it.
  static List<String> line(List<String> target, String... commands) {
    List<String> line =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-D%s=%s".formatted(NATIVE, System.getProperty(NATIVE)),
                "-Dstdout.encoding=UTF-8",
                "-Dstderr.encoding=UTF-8",
                "-Dsun.jnu.encoding=UTF-8",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "--batch"));
    line.addAll(target);
    for (String command : commands) {
      line.addAll(List.of("-ex", command));
    }
    return line;
  }

  static String attached(RunningFixture running, String... commands) {
    return pmdb(List.of("attach", Long.toString(running.pid())), commands);
  }
}
