package io.github.pmdb.procfs.stop;

import io.github.pmdb.procfs.LiveSnapshot;
import io.github.pmdb.snapshot.Problem;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// A process that stands still, or as it stood when it was copied.
public interface Pause extends AutoCloseable {
  /// Copies a process, which stands still only while that is done; where there is no room for a
  /// copy, until the pause is closed.
  ///
  /// @param places as of [CopyRoom]
  /// @param progress is told what is being done
  /// @param check what it throws ends the work
  /// @throws io.github.pmdb.snapshot.UserError as [StoppedProcess#stop]; the process runs on
  static Pause copying(
      long pid, List<Supplier<Path>> places, Consumer<String> progress, Runnable check) {
    CopyRoom room = new CopyRoom(places);
    Optional<CopiedProcess> copied = CopiedProcess.copy(pid, room, progress, check);
    return copied.isPresent() ? copied.get() : StoppedProcess.stop(pid, room.refusal());
  }

  /// The process as it stands or stood; valid until this is closed.
  LiveSnapshot snapshot();

  /// How long it has stood still, to the end once closed.
  Duration length();

  /// What is to be said of it.
  default Optional<Problem> remark() {
    return Optional.empty();
  }

  /// Lets it run on.
  @Override
  void close();
}
