package io.github.pmdb.app;

import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.pmdb.command.Answer;
import io.github.pmdb.command.Dispatcher;
import io.github.pmdb.command.OpenSession;
import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.target.OpenOptions;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// A session without a terminal, and what its traces tell.
final class TraceSession implements AutoCloseable {
  private final OpenSession session = new OpenSession(null, OpenOptions.DEFAULT);
  private final Dispatcher dispatcher = new Dispatcher(Catalog.all());
  private final List<String> told = new CopyOnWriteArrayList<>();

  TraceSession() {
    session.background().listen(page -> told.add(page.text().strip()));
  }

  /// One for each hit or remark, in their order.
  List<String> told() {
    return told;
  }

  /// The lines of the first hit or remark that has the part in it, once there is one.
  List<String> await(String part) {
    awaitTold(part);
    return told.stream()
        .filter(page -> page.contains(part))
        .findFirst()
        .orElseThrow()
        .lines()
        .map(String::strip)
        .toList();
  }

  Answer run(String line) {
    return dispatcher.run(session, line);
  }

  String say(String line) {
    return run(line).text().text();
  }

  UserError refusal(String line) {
    return assertThrows(UserError.class, () -> run(line), line);
  }

  void awaitTold(int lines) {
    await(() -> told.size() >= lines);
  }

  void awaitTold(String part) {
    awaitTold(part, 1);
  }

  /// Until so many have the part in them.
  void awaitTold(String part, int times) {
    await(() -> told.stream().filter(line -> line.contains(part)).count() >= times);
  }

  /// For as long as the test has time.
  static void await(BooleanSupplier condition) {
    while (!condition.getAsBoolean() && !Thread.currentThread().isInterrupted()) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
  }

  @Override
  public void close() {
    session.background().close();
  }
}
