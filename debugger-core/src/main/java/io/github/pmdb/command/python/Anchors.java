package io.github.pmdb.command.python;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which part of an expression did something: the operator of a binary operation, the brackets of a
/// subscript or of a call. It is told from the text of the expression, whose kind is that of its
/// operator that binds least.
///
/// @param start in the text
/// @param end behind its last character
record Anchors(int start, int end) {
  /// An expression with one of them at the top is neither operation, subscript nor call.
  private static final Set<String> WORDS =
      Set.of(
          ("and as assert async break case class continue def del elif else except finally for from"
                  + " global if import in is lambda nonlocal not or pass raise return try while"
                  + " with yield")
              .split(" "));

  private static final int POWER = 7;

  private static final Pattern TOKEN =
      Pattern.compile(
          """
          (?<blank>\\s+)
          |(?<string>\\w*(?:\""".*?\"""|'{3}.*?'{3}
            |"[^"\\\\]*+(?:\\\\.[^"\\\\]*+)*+"|'[^'\\\\]*+(?:\\\\.[^'\\\\]*+)*+'))
          |(?<number>0[xX]\\w+|(?:\\d|\\.\\d)(?:[eE][+-]|[\\w.])*|\\.\\.\\.)
          |(?<word>\\w+)
          |(?<open>[(\\[{])
          |(?<close>[)\\]}])
          |(?<operator>(?:\\*\\*|//|<<|>>|[|^&+\\-*/%@])(?!=))
          |(?<invert>~)
          |(?<dot>\\.)
          |(?<other>.)\
          """,
          Pattern.COMMENTS | Pattern.DOTALL | Pattern.UNICODE_CHARACTER_CLASS);

  static Optional<Anchors> of(String expression) {
    Scan scan = new Scan(TOKEN.matcher(expression));
    return scan.isOne() ? scan.found() : Optional.empty();
  }

  /// From the left to the right, over what stands in brackets.
  private static final class Scan {
    private final Matcher token;
    private int depth;
    private int opened;

    /// Whether what was read last is a value, behind which an operator is binary.
    private boolean value;

    /// Whether it begins with `-`, `+` or `~`.
    private boolean sign;

    private boolean awaits;

    /// The operator that binds least.
    private Optional<Anchors> least = Optional.empty();

    private int binding = POWER + 1;
    private Optional<Anchors> trailer = Optional.empty();

    Scan(Matcher token) {
      this.token = token;
    }

    /// Whether the text may be an operation, a subscript or a call.
    boolean isOne() {
      while (token.find()) {
        if (!step()) {
          return false;
        }
      }
      return value && depth == 0;
    }

    Optional<Anchors> found() {
      if (least.isPresent()) {
        return sign && binding == POWER ? Optional.empty() : least;
      }
      return sign || awaits ? Optional.empty() : trailer;
    }

    private boolean step() {
      if (is("open")) {
        return open();
      }
      if (is("close")) {
        return close();
      }
      if (depth > 0 || is("blank")) {
        return true;
      }
      if (is("word")) {
        return word();
      }
      if (is("operator")) {
        return operator();
      }
      if (is("invert")) {
        return unary();
      }
      if (is("dot")) {
        return dot();
      }
      return !is("other") && (is("string") || !value) && operand();
    }

    private boolean is(String kind) {
      return token.group(kind) != null;
    }

    private boolean open() {
      if (depth == 0) {
        if (value && token.group().equals("{")) {
          return false;
        }
        opened = token.start();
      }
      depth++;
      return true;
    }

    private boolean close() {
      depth--;
      if (depth == 0) {
        boolean trails = value;
        operand();
        trailer = trails ? Optional.of(new Anchors(opened, token.end())) : Optional.empty();
      }
      return depth >= 0;
    }

    private boolean operand() {
      value = true;
      trailer = Optional.empty();
      return true;
    }

    private boolean word() {
      if (token.group().equals("await")) {
        awaits = awaits || least.isEmpty();
        return !value;
      }
      return !WORDS.contains(token.group()) && operand();
    }

    /// Of an attribute, whose name is next.
    private boolean dot() {
      boolean was = value;
      value = false;
      return was;
    }

    private boolean operator() {
      String text = token.group();
      if (!value) {
        return "+-".contains(text) && unary();
      }
      int binds = binding(text);
      if (binds < binding || (binds == binding && binds != POWER)) {
        binding = binds;
        least = Optional.of(new Anchors(token.start(), token.end()));
      }
      value = false;
      return true;
    }

    private static int binding(String operator) {
      return switch (operator) {
        case "|" -> 1;
        case "^" -> 2;
        case "&" -> 3;
        case "<<", ">>" -> 4;
        case "+", "-" -> 5;
        case "**" -> POWER;
        default -> 6;
      };
    }

    private boolean unary() {
      sign = sign || (least.isEmpty() && !value);
      return !value;
    }
  }
}
