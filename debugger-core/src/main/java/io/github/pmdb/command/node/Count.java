package io.github.pmdb.command.node;

/// Numbers of things for people: `1 timer`, `2 timers`.
public final class Count {
  private Count() {}

  public static String of(long number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }
}
