package io.github.pmdb.gdb;

import io.github.pmdb.procfs.AttachPermission;
import io.github.pmdb.snapshot.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// Says why gdb could not attach: the tracer that is there already, else the rule that forbids it,
/// else gdb's own words.
final class AttachFailure {
  private AttachFailure() {}

  static UserError explain(long pid, GdbError error) {
    Optional<String> tracer = tracer(pid);
    if (tracer.isPresent()) {
      return new UserError(
          "process " + pid + " is traced by process " + tracer.get() + " already",
          "A process has one tracer at a time: end that one (strace, gdb, a debugger) first.",
          error);
    }
    AttachPermission permission = AttachPermission.explain(pid);
    if (permission.rule() == AttachPermission.Rule.NONE_FOUND) {
      return new UserError(
          "gdb cannot attach to process " + pid + ": " + error.words(),
          "pmdb bt " + pid + " reads it without attaching.",
          error);
    }
    return new UserError(permission.what(), permission.fix(), error);
  }

  /// `TracerPid` of proc_pid_status(5).
  private static Optional<String> tracer(long pid) {
    try {
      return Files.readAllLines(
              Path.of("/proc/" + pid + "/status"), java.nio.charset.StandardCharsets.ISO_8859_1)
          .stream()
          .filter(line -> line.startsWith("TracerPid:"))
          .map(line -> line.substring("TracerPid:".length()).strip())
          .filter(tracer -> !tracer.equals("0"))
          .findFirst();
    } catch (IOException _) {
      // No such process, or hidden: the rules below tell which.
      return Optional.empty();
    }
  }
}
