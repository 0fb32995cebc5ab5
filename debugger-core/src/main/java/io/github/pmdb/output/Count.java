package io.github.pmdb.output;

/// Numbers of things for people: `1 timer`, `2 timers`.
public final class Count {
  private Count() {}

  /// The verb behind.
  public static String was(long number) {
    return number == 1 ? "was" : "were";
  }

  public static String of(long number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }
}
