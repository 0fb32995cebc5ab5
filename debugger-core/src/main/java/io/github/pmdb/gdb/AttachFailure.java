package io.github.pmdb.gdb;

import io.github.pmdb.procfs.AttachPermission;
import io.github.pmdb.procfs.file.ProcStatus;
import io.github.pmdb.snapshot.UserError;
import java.util.OptionalLong;

/// Says why gdb could not attach: the tracer that is there already, else the rule that forbids it,
/// else gdb's own words.
final class AttachFailure {
  private AttachFailure() {}

  static UserError explain(long pid, GdbError error) {
    OptionalLong tracer = tracer(pid);
    if (tracer.isPresent()) {
      return new UserError(
          "process " + pid + " is traced by process " + tracer.getAsLong() + " already",
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

  /// None when there is no such process or it is hidden: the rules tell which.
  private static OptionalLong tracer(long pid) {
    return ProcStatus.of(pid).map(ProcStatus::tracer).orElse(OptionalLong.empty());
  }
}
