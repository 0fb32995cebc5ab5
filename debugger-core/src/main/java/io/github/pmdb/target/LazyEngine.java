package io.github.pmdb.target;

import io.github.pmdb.snapshot.UserError;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// An engine that is started when it is first asked for. A start that failed is not tried again;
/// each later request is told why.
final class LazyEngine {
  private final @Nullable Supplier<? extends Engine> start;
  private @Nullable Engine engine;
  private @Nullable UserError failure;

  private LazyEngine(@Nullable Supplier<? extends Engine> start) {
    this.start = start;
  }

  static LazyEngine of(Supplier<? extends Engine> start) {
    return new LazyEngine(start);
  }

  static LazyEngine none() {
    return new LazyEngine(null);
  }

  synchronized Optional<Engine> get() {
    if (failure != null) {
      throw failure;
    }
    if (engine == null && start != null) {
      try {
        engine = start.get();
      } catch (UserError e) {
        failure = e;
        throw e;
      }
    }
    return Optional.ofNullable(engine);
  }

  synchronized Optional<Engine> started() {
    return Optional.ofNullable(engine);
  }

  synchronized void close() {
    if (engine != null) {
      engine.close();
    }
  }
}
