package io.github.pmdb.verdict;

import io.github.pmdb.core.CoreSnapshot;
import io.github.pmdb.core.CoreSnapshot.Completeness;
import io.github.pmdb.snapshot.Problem;
import io.github.pmdb.snapshot.Snapshot;
import io.github.pmdb.target.CoreTarget;
import io.github.pmdb.target.Target;
import java.util.Optional;

/// A core that lacks a part: the first reason why something in it can not be read.
public final class CutCore {
  /// What to try.
  public static final String HINT =
      "copy it again, or look where it was written: the limit of `ulimit -c` (`doctor` tells it), a"
          + " full disk, ProcessSizeMax and ExternalSizeMax of systemd-coredump";

  private CutCore() {}

  /// `the core is cut: 2.1 MiB of 9.0 MiB are there`; absent for a whole core and for a process.
  public static Optional<String> of(Target target) {
    return target instanceof CoreTarget core
        ? Optional.of(core.snapshot().completeness())
            .filter(c -> !c.complete())
            .map(c -> "the core is " + cut(c))
        : Optional.empty();
  }

  /// The same with what to try.
  public static Optional<Problem> problem(Target target) {
    return of(target).map(cut -> new Problem(cut, HINT));
  }

  /// For results that can hold only what is there.
  public static Optional<Problem> note(Snapshot snapshot) {
    return snapshot instanceof CoreSnapshot core && !core.completeness().complete()
        ? Optional.of(
            new Problem(
                "the core is %s; what the rest held is not shown or counted"
                    .formatted(cut(core.completeness())),
                HINT))
        : Optional.empty();
  }

  static String cut(Completeness c) {
    return "cut: %s of %s are there"
        .formatted(Bytes.inWords(c.actualBytes()), Bytes.inWords(c.expectedBytes()));
  }
}
