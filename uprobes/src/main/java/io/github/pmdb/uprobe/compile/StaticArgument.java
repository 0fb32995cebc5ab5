package io.github.pmdb.uprobe.compile;

import io.github.pmdb.snapshot.UserError;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Arguments of probes that a program brings along: how a note tells where one is (`-4@%edi`,
/// `8@-80(%rbp)`, `4@$7`, `8@16(%rax,%rdx,8)`, `4@64(%rip)` for what is so far from the probe
/// itself) as an expression of C.
public final class StaticArgument {
  private static final Pattern FORM = Pattern.compile("(-?[1248])@(.+)");
  private static final Pattern NUMBER = Pattern.compile("\\$(-?(?:0x)?\\p{XDigit}+)");
  private static final Pattern REGISTER = Pattern.compile("%(\\w+)");
  private static final Pattern MEMORY =
      Pattern.compile("(-?\\d+)?\\((%\\w+)(?:,(%\\w+)(?:,([1248]))?)?\\)");

  private static final Map<String, String> TYPES =
      Map.of(
          "-1",
          "signed char",
          "1",
          "unsigned char",
          "-2",
          "short",
          "2",
          "unsigned short",
          "-4",
          "int",
          "4",
          "unsigned int",
          "-8",
          "long",
          "8",
          "unsigned long");

  private StaticArgument() {}

  /// @throws UserError when a probe can not have it
  public static String expression(String note) {
    Matcher form = FORM.matcher(note);
    if (form.matches()) {
      String type = TYPES.get(form.group(1));
      Optional<String> expression = of(String.valueOf(type), form.group(2));
      if (expression.isPresent()) {
        return expression.get();
      }
    }
    throw new UserError(
        "the argument is where a probe cannot read it: " + note,
        note.endsWith("(%rip)")
            ? "The file does not tell where that is, or has several of the name."
            : "Print the others.");
  }

  private static Optional<String> of(String type, String operand) {
    Matcher number = NUMBER.matcher(operand);
    Matcher register = REGISTER.matcher(operand);
    Matcher memory = MEMORY.matcher(operand);
    if (number.matches()) {
      return Optional.of("((%s)%s)".formatted(type, number.group(1)));
    }
    if (register.matches()) {
      return whole(register.group(1)).map(name -> "((%s)$%s)".formatted(type, name));
    }
    if (!memory.matches()) {
      return Optional.empty();
    }
    Optional<String> base = whole(memory.group(2).substring(1));
    Optional<String> index =
        memory.group(3) == null ? Optional.of("") : whole(memory.group(3).substring(1));
    if (base.isEmpty() || index.isEmpty()) {
      return Optional.empty();
    }
    String distance = memory.group(1) == null ? "0" : memory.group(1);
    String scaled =
        index.get().isEmpty()
            ? ""
            : " + $%s * %s".formatted(index.get(), memory.group(4) == null ? "1" : memory.group(4));
    return Optional.of("(*(%s *)($%s%s + (%s)))".formatted(type, base.get(), scaled, distance));
  }

  /// The register of 64 bits that one is a part of: `edi` and `dil` of `rdi`, `r8d` of `r8`.
  private static Optional<String> whole(String part) {
    String name = part.toLowerCase(Locale.ROOT);
    if (name.matches("r(8|9|1[0-5])[dwb]?")) {
      return Optional.of(name.replaceFirst("[dwb]$", ""));
    }
    if (name.matches("[re][abcd]x")) {
      return Optional.of("r" + name.substring(1));
    }
    if (name.matches("[re](si|di|bp|sp)")) {
      return Optional.of("r" + name.substring(1));
    }
    if (name.matches("[abcd][xl]")) {
      return Optional.of("r" + name.charAt(0) + "x");
    }
    if (name.equals("rip")) {
      return Optional.of(name);
    }
    return name.matches("(si|di|bp|sp)l?")
        ? Optional.of("r" + name.substring(0, 2))
        : Optional.empty();
  }
}
