package io.github.pmdb.uprobe.spec;

import io.github.pmdb.snapshot.UserError;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Finds the words and commas that stand by themselves; what is between them is gdb's matter.
final class SpecParser {
  private static final Pattern BACKTRACE =
      Pattern.compile("(?:bt|backtrace)(\\s+fp)?(?:\\s+(\\d{1,4}))?");
  private static final Pattern SCRIPT = Pattern.compile("(py|js)(?:(-bt)(?:\\s+(\\d{1,4}))?)?");
  private static final Map<String, String> LANGUAGES = Map.of("py", "Python", "js", "JavaScript");
  private static final int FRAMES = 32;

  /// Each takes some hundred bytes of a record.
  private static final int MOST_SCRIPT_FRAMES = 100;

  /// `kernel.perf_event_max_stack` as kernels come; more is an error there.
  private static final int MOST_FRAMES = 127;

  private final String text;
  private final Outline outline;

  SpecParser(String text) {
    this.text = text;
    this.outline = new Outline(text);
  }

  TraceSpec parse() {
    int print = outline.findWord("print", 0);
    int condition = outline.findWord("if", 0);
    if (condition > print) {
      // Behind `print` the word is part of an expression, which gdb will refuse.
      condition = print;
    }
    Part location = part(0, condition);
    if (location.text().isEmpty()) {
      throw wrong(0, "a location is missing: a function, FILE:LINE or *ADDRESS");
    }
    Optional<Part> wanted =
        condition < print ? Optional.of(condition(condition, print)) : Optional.empty();
    return print < text.length()
        ? printing(location, wanted, print + "print".length())
        : new TraceSpec(location, wanted, Optional.empty(), List.of());
  }

  private Part condition(int from, int to) {
    Part condition = part(from + "if".length(), to);
    if (condition.text().isEmpty()) {
      throw wrong(to, "a condition is missing behind `if`");
    }
    return condition;
  }

  private TraceSpec printing(Part location, Optional<Part> condition, int from) {
    List<Part> parts = parts(from);
    Part first = parts.getFirst();
    if (!first.text().startsWith("\"")) {
      return new TraceSpec(location, condition, Optional.empty(), items(parts));
    }
    Format format = format(first);
    List<Item> rest = items(parts.subList(1, parts.size()));
    if (format.conversions().isEmpty() && rest.stream().anyMatch(SpecParser::isValue)) {
      return new TraceSpec(location, condition, Optional.empty(), items(parts));
    }
    checkCount(format, rest, from);
    return new TraceSpec(location, condition, Optional.of(format), rest);
  }

  private List<Item> items(List<Part> parts) {
    return parts.stream().map(this::item).toList();
  }

  /// Whether it is told in the line of a hit.
  private static boolean isValue(Item item) {
    return switch (item) {
      case Item.Expression _, Item.Text _, Item.Locals _, Item.Arguments _ -> true;
      case Item.Result _, Item.Backtrace _, Item.Script _ -> false;
    };
  }

  private List<Part> parts(int from) {
    List<Part> parts = new ArrayList<>();
    int at = from;
    while (at <= text.length()) {
      int comma = outline.find(',', at, text.length());
      Part part = part(at, comma);
      if (part.text().isEmpty()) {
        throw wrong(Math.min(comma, text.length()), "an expression is missing here");
      }
      parts.add(part);
      at = comma + 1;
    }
    return parts;
  }

  private Format format(Part part) {
    try {
      return Format.parse(part.text());
    } catch (UserError e) {
      throw wrong(part.position(), String.valueOf(e.getMessage()));
    }
  }

  private void checkCount(Format format, List<Item> items, int at) {
    long expressions = items.stream().filter(Item.Expression.class::isInstance).count();
    if (expressions != format.conversions().size()) {
      throw wrong(
          at + 1,
          "the format has %d conversions for %d expressions"
              .formatted(format.conversions().size(), expressions));
    }
  }

  private Item item(Part part) {
    Matcher backtrace = BACKTRACE.matcher(part.text());
    if (backtrace.matches()) {
      return new Item.Backtrace(
          frames(part, backtrace.group(2), MOST_FRAMES), backtrace.group(1) != null);
    }
    Matcher script = SCRIPT.matcher(part.text());
    if (script.matches()) {
      int frames = script.group(2) == null ? 1 : frames(part, script.group(3), MOST_SCRIPT_FRAMES);
      return new Item.Script(part, Objects.requireNonNull(LANGUAGES.get(script.group(1))), frames);
    }
    return switch (part.text()) {
      case "locals" -> new Item.Locals(part);
      case "args" -> new Item.Arguments(part);
      default -> outline.isQuote(part) ? text(part) : new Item.Expression(part);
    };
  }

  private Item text(Part part) {
    Format words = format(part);
    if (!words.conversions().isEmpty()) {
      throw wrong(part.position(), "a format stands in front of all that is printed");
    }
    return new Item.Text(words.texts().getFirst());
  }

  private int frames(Part part, @Nullable String number, int most) {
    int frames = number == null ? FRAMES : Integer.parseInt(number);
    if (frames < 1 || frames > most) {
      throw wrong(part.position(), "a backtrace has 1 to " + most + " frames");
    }
    return frames;
  }

  private Part part(int from, int to) {
    String raw = text.substring(from, to);
    return new Part(raw.strip(), from + raw.length() - raw.stripLeading().length());
  }

  private UserError wrong(int position, String what) {
    return Outline.wrong(text, position, what);
  }
}
