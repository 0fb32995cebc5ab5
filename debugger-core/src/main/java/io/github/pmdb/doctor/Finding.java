package io.github.pmdb.doctor;

/// One thing that was looked at.
///
/// @param name the setting or program, the same on every machine
/// @param what how it is, and what follows from that
/// @param fix the command that mends it, empty when there is nothing to mend
public record Finding(String name, Status status, String what, String fix) {
  static Finding good(String name, String what) {
    return new Finding(name, Status.GOOD, what, "");
  }

  static Finding warning(String name, String what, String fix) {
    return new Finding(name, Status.WARNING, what, fix);
  }

  static Finding bad(String name, String what, String fix) {
    return new Finding(name, Status.BAD, what, fix);
  }
}
