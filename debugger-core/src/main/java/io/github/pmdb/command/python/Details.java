package io.github.pmdb.command.python;

import io.github.pmdb.command.Arguments;
import io.github.pmdb.command.CommandSpec;
import io.github.pmdb.command.CommandSpec.Kind;
import io.github.pmdb.interpreter.Inspector;
import io.github.pmdb.interpreter.Variable;
import io.github.pmdb.memory.Addresses;
import io.github.pmdb.output.Line;
import io.github.pmdb.output.Style;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What is shown of variables beside their values.
///
/// @param addresses whether the text shows type and address; JSON always has them
/// @param references how many there are to each value, by variable; empty unless asked for
record Details(boolean addresses, Map<String, String> references) {
  private static final String ADDRESS = "--address";
  private static final String REFERENCES = "--refcount";

  static CommandSpec parameters(CommandSpec spec) {
    return spec.optional(ADDRESS, Kind.FLAG, "the type and the address of each value")
        .optional(REFERENCES, Kind.FLAG, "how many references there are to each value");
  }

  static Details of(Arguments arguments, Inspector inspector, List<Variable> variables) {
    Map<String, String> references = new LinkedHashMap<>();
    if (arguments.has(REFERENCES)) {
      for (Variable variable : variables) {
        inspector
            .references(variable.value().address())
            .ifPresent(count -> references.put(variable.name(), count));
      }
    }
    return new Details(arguments.has(ADDRESS), references);
  }

  /// Appends ` (int at 0x…, 3 references)` as far as it was asked for.
  Line add(Line line, Variable variable) {
    List<String> parts = new ArrayList<>();
    if (addresses) {
      long address = variable.value().address();
      String at = address == 0 ? ", not in memory" : " at " + Addresses.hex(address);
      parts.add(variable.value().type() + at);
    }
    String count = references.get(variable.name());
    if (count != null) {
      parts.add(count.equals("1") ? "1 reference" : counted(count));
    }
    return parts.isEmpty() ? line : line.add(Style.ADDRESS, "  (" + String.join(", ", parts) + ")");
  }

  /// A number of references, or a word such as `immortal`.
  private static String counted(String count) {
    return Character.isDigit(count.charAt(0)) ? count + " references" : count;
  }
}
