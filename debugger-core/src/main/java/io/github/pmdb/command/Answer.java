package io.github.pmdb.command;

import io.github.pmdb.output.Document;
import io.github.pmdb.output.Json;
import java.time.Duration;

/// What a command said.
///
/// @param command its name
/// @param value for scripts
/// @param text the same for a person
/// @param asJson whether the line asked for JSON with `--json`
/// @param failed whether it tells of a failure
/// @param then a line for the engine that is to be run next; empty for none
/// @param pause how long the process stood still for it
public record Answer(
    String command,
    Object value,
    Document text,
    boolean asJson,
    boolean failed,
    String then,
    Duration pause) {
  /// One for which nothing had to stand still.
  public static Answer running(String command, Object value, Document text) {
    return new Answer(command, value, text, false, false, "", Duration.ZERO);
  }

  /// The same, for which the process was stopped.
  public Answer after(Duration stop) {
    return new Answer(command, value, text, asJson, failed, then, stop);
  }

  /// The line for scripts, without its end.
  public String json() {
    return Json.result(command, value, pause);
  }
}
