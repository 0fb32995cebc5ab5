package io.github.pmdb.verdict;

import io.github.pmdb.core.CoreSnapshot.Completeness;
import io.github.pmdb.target.CoreTarget;
import io.github.pmdb.target.Target;
import java.util.Optional;

/// A core that lacks a part: the first reason why something in it can not be read.
public final class CutCore {
  private CutCore() {}

  /// `the core is cut: 2.1 MiB of 9.0 MiB are there`; absent for a whole core and for a process.
  public static Optional<String> of(Target target) {
    return target instanceof CoreTarget core
        ? Optional.of(core.snapshot().completeness())
            .filter(c -> !c.complete())
            .map(c -> "the core is " + cut(c))
        : Optional.empty();
  }

  static String cut(Completeness c) {
    return "cut: %s of %s are there"
        .formatted(Bytes.inWords(c.actualBytes()), Bytes.inWords(c.expectedBytes()));
  }
}
