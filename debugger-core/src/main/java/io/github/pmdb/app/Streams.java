package io.github.pmdb.app;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/// What pmdb reads and writes: results go to `out`, notes and errors to `err`.
///
/// @param inTerminal whether `in` is a terminal; likewise the other two
record Streams(
    InputStream in,
    PrintStream out,
    PrintStream err,
    boolean inTerminal,
    boolean outTerminal,
    boolean errTerminal,
    Map<String, String> environment) {

  /// Those of this process.
  static Streams ofProcess() {
    return new Streams(
        new FileInputStream(FileDescriptor.in),
        print(FileDescriptor.out),
        print(FileDescriptor.err),
        isTerminal(0),
        isTerminal(1),
        isTerminal(2),
        asUserHadIt(System.getenv()));
  }

  /// Undoes what `scripts/pmdb` changes for our JVM: what the user's programs inherit is theirs.
  static Map<String, String> asUserHadIt(Map<String, String> ours) {
    Map<String, String> environment = new HashMap<>(ours);
    String locale = environment.remove("PMDB_LC_ALL");
    if (locale != null && locale.isEmpty()) {
      environment.remove("LC_ALL");
    } else if (locale != null) {
      environment.put("LC_ALL", locale);
    }
    return Map.copyOf(environment);
  }

  /// Whether a person sits in front of both ends.
  boolean interactive() {
    return inTerminal && outTerminal;
  }

  private static PrintStream print(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), false, StandardCharsets.UTF_8);
  }

  /// By what the descriptor is a link to: asking the JDK's console would load far more.
  private static boolean isTerminal(int descriptor) {
    try {
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString();
      return target.startsWith("/dev/pts/")
          || target.startsWith("/dev/tty")
          || target.equals("/dev/console");
    } catch (IOException _) {
      // A closed descriptor.
      return false;
    }
  }
}
