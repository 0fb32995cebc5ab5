package io.github.pmdb.procfs;

import io.github.pmdb.procfs.file.ProcDirectory;
import io.github.pmdb.procfs.file.ProcStatus;
import io.github.pmdb.snapshot.UserError;
import java.io.IOException;

/// Opens live processes.
public final class LiveProcess {
  private LiveProcess() {}

  /// Looks at a process without stopping it.
  ///
  /// @throws UserError when there is no such process, it is a thread's id, has no memory (a kernel
  ///   thread, a zombie) or may not be read; the rule that forbids it is named
  public static LiveSnapshot open(long pid) {
    ProcDirectory directory = ProcDirectory.of(pid);
    ProcStatus status = ProcStatus.read(directory).orElseThrow(() -> absent(pid));
    long process = status.tgid().orElse(pid);
    if (process != pid) {
      throw new UserError(
          "%d is a thread of process %d (%s)".formatted(pid, process, status.name()),
          "give the process: " + process);
    }
    ProcMemory memory = openMemory(pid);
    try {
      return ProcSnapshot.take(pid, directory, status, memory);
    } catch (RuntimeException e) {
      memory.close();
      throw e;
    }
  }

  private static UserError absent(long pid) {
    AttachPermission answer = AttachPermission.explain(pid);
    return new UserError(answer.what(), answer.fix());
  }

  private static ProcMemory openMemory(long pid) {
    try {
      return new ProcMemory(pid);
    } catch (IOException e) {
      AttachPermission answer = AttachPermission.explain(pid);
      throw new UserError(answer.what(), answer.fix(), e);
    }
  }
}
