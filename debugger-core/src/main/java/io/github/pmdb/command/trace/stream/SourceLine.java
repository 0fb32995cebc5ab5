package io.github.pmdb.command.trace.stream;

import io.github.pmdb.command.trace.subject.TracedCode;
import io.github.pmdb.snapshot.LoadedObject;
import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.uprobe.attach.Instructions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Says which lines of the source addresses of a traced file are of.
final class SourceLine {
  private static final Pattern LINE = Pattern.compile("(?:.*/)?([^/]+):(\\d+)");
  private static final int KEPT = 4096;

  private final TracedCode code;

  /// By address as the symbols have it.
  private final Map<Long, String> lines =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, String> eldest) {
          return size() > KEPT;
        }
      };

  SourceLine(TracedCode code) {
    this.code = code;
  }

  /// To be put behind the address of a place; empty where it is not known. A line without code
  /// means the next one that has some.
  String of(long place) {
    String line = line(place);
    if (line.isEmpty()) {
      return "";
    }
    Matcher asked = LINE.matcher(code.location());
    boolean moved = asked.matches() && !line.endsWith(":" + asked.group(2));
    return moved
        ? " (%s: line %s has no code there)".formatted(line, asked.group(2))
        : " (%s)".formatted(line);
  }

  /// Of code in a process; empty where it is of another file, whose symbols nobody has read.
  String of(LoadedObject object, long address) {
    Instructions traced = code.instructions();
    return object.path().equals(traced.file().file().name())
        ? line(address - object.loadBias() + traced.bias())
        : "";
  }

  private String line(long place) {
    return lines.computeIfAbsent(place, this::asked);
  }

  private String asked(long place) {
    try {
      return code.symbols().line(place);
    } catch (UserError _) {
      return ""; // the trace runs, and this only helps to read what it tells
    }
  }
}
