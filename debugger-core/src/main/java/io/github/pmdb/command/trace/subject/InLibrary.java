package io.github.pmdb.command.trace.subject;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A location `LIBRARY:FUNCTION`. `FILE:LINE` has a number behind the colon, and `FILE:FUNCTION`
/// the name of a source before it: those are for gdb.
record InLibrary(String library, String location) {
  private static final Pattern FORM =
      Pattern.compile("((?:[^:\\s]|::)*[^:\\s]):(\\*?[A-Za-z_~](?:[^:].*)?|/.+/)");

  private static final Pattern SOURCE =
      Pattern.compile(".*\\.(?:[cCmdSs]|cc|cpp|cxx|c\\+\\+|h|hh|hpp|hxx|rs|go|f|f90|zig|pyx|adb)");

  static Optional<InLibrary> of(String location) {
    Matcher form = FORM.matcher(location);
    return form.matches() && !SOURCE.matcher(form.group(1)).matches()
        ? Optional.of(new InLibrary(form.group(1), form.group(2)))
        : Optional.empty();
  }
}
