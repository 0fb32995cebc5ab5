package io.github.pmdb.uprobe.compile;

import io.github.pmdb.snapshot.UserError;
import java.util.regex.Pattern;

/// Whether names may be given to a debugger as parts of expressions. Those that come from a
/// program's debug information are whatever its author wrote there, and the debugger would evaluate
/// what stands in them.
final class PlainName {
  private static final String WORD = "[A-Za-z_]\\w*";
  private static final Pattern VARIABLE = Pattern.compile(WORD + "(::" + WORD + ")*");

  /// A type's name has brackets of its own; nothing in it is a value of the debugger's, a text or
  /// an assignment.
  private static final Pattern ODD_IN_TYPE = Pattern.compile("[$\"'`\\\\=;{}\\p{Cntrl}]");

  private PlainName() {}

  /// @throws UserError when it is no name of a variable as languages have them
  static void require(String name) {
    if (!VARIABLE.matcher(name).matches()) {
      throw new UserError(
          "%s is no name, though the program's debug information calls a variable so"
              .formatted(name),
          "");
    }
  }

  /// @return the name of the type
  /// @throws UserError when there is something in it that is of no type's name
  static String of(Type type) {
    if (ODD_IN_TYPE.matcher(type.name()).find()) {
      throw new UserError(
          "%s is no name of a type that can be written in an expression".formatted(type.name()),
          "");
    }
    return type.name();
  }
}
