package io.github.pmdb.gdb.symbols;

import io.github.pmdb.snapshot.UserError;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Why gdb could not compile an expression, in words that say what to do.
final class GdbWords {
  private static final String ELSEWHERE =
      "It may be had at another line, or in a build with -O0 or -Og.";

  private static final String PLACES =
      "Places are FUNCTION, FILE:LINE, *ADDRESS, LIBRARY:FUNCTION, /REGEX/ of functions' names.";

  private record Rule(Pattern words, String meaning, String hint) {
    static Rule of(String words, String meaning, String hint) {
      return new Rule(Pattern.compile(words), meaning, hint);
    }
  }

  private static final List<Rule> RULES =
      List.of(
          Rule.of(
              "DW_OP_entry_value",
              "the variable is known only by what it was when the function was entered",
              "Trace the function's first instruction instead: *FUNCTION."),
          Rule.of(
              "tls_address|push_tls_address",
              "variables of a thread's own are out of a probe's reach",
              "Print a pointer to it that the program has."),
          Rule.of(
              "No symbol \"operator|Could not find operator|cannot call user defined functions",
              "what it holds only functions of the program know",
              "Print its members; elements are known of std::vector, std::string and arrays."),
          Rule.of("No symbol \"(.*)\" in current context", "there is no $1 here", ""),
          Rule.of("`(.*)' has been optimized out", "$1 has been optimized out here", ELSEWHERE),
          Rule.of(
              "value has been optimized out|empty pieces",
              "a part of it has been optimized out here",
              ELSEWHERE),
          Rule.of(
              "Expression pieces exceed|Operand of `&' is an rvalue",
              "the compiler keeps it in pieces here, which have no address",
              "Print members of it: NAME.MEMBER. " + ELSEWHERE),
          Rule.of(
              "DW_OP_GNU_parameter_ref",
              "the compiler made this copy of the function without the parameter",
              "Trace a function that calls it: what is passed is known there."),
          Rule.of(
              "DWARF operator (DW_OP_\\w+) cannot be translated",
              "the compiler keeps it in a way that a probe cannot follow",
              ELSEWHERE),
          Rule.of(
              "Unsupported type code `(\\w+)'",
              "the kernel computes with whole numbers, and a $1 is in it",
              "Print the variable by itself."),
          Rule.of(
              "Value not scalar|Structure does not live in memory|Attempt to take address of value"
                  + " not located in memory",
              "it is no variable in memory",
              "Print a number, or a variable; registers of vectors are out of reach."),
          Rule.of(
              "in a register, and has no address|Attempt to take address of register|is a pseudo-register|is a user-register",
              "it is in a register that a probe cannot read",
              "64-bit registers are: $rip and $rsp for $pc and $sp. " + ELSEWHERE),
          Rule.of(
              "GDB agent expressions cannot use convenience variables",
              "convenience variables are gdb's own, and not the process's",
              "There are $arg1, $arg2, … and registers."),
          Rule.of(
              "Cannot translate to agent expression",
              "there is something in it that only a stopped process could evaluate",
              "Members, elements, pointers, arithmetic and comparisons can be evaluated."),
          Rule.of(
              "internal-error|Command aborted",
              "gdb itself fails on it",
              "Write the expression another way."),
          Rule.of("Function \"(.*)\" not defined", "there is no function $1", PLACES),
          Rule.of("No symbol table is loaded", "its symbols were stripped", PLACES));

  private GdbWords() {}

  /// @param path a variable, what a function returned, or a member of it
  /// @param which part of it is out of reach, and where it is
  static UserError missingPiece(String path, String which) {
    return path.startsWith("$")
        ? new UserError(
            "it is returned in registers, and " + which, "Trace a line of the function's caller.")
        : new UserError(
            "the compiler keeps it in pieces here, and " + which,
            "Print other members of it by themselves: NAME.MEMBER. " + ELSEWHERE);
  }

  static UserError explain(String words) {
    for (Rule rule : RULES) {
      Matcher matcher = rule.words().matcher(words);
      if (matcher.find()) {
        String first = matcher.groupCount() > 0 ? String.valueOf(matcher.group(1)) : "";
        return new UserError(
            rule.meaning().replace("$1", first) + " (gdb: " + words + ")", rule.hint());
      }
    }
    return new UserError("gdb says: " + words, "");
  }
}
