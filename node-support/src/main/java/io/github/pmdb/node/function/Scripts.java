package io.github.pmdb.node.function;

import io.github.pmdb.node.function.Functions.Place;
import io.github.pmdb.node.object.HeapReader;
import io.github.pmdb.node.object.JsString;
import io.github.pmdb.node.object.Strings;
import io.github.pmdb.node.word.Tagged;
import java.util.List;
import java.util.regex.Pattern;

/// Scripts: their names, their sources, and positions in them.
public final class Scripts {
  private static final int LONGEST_NAME = 4096;
  private static final Pattern LINE_END = Pattern.compile("\\r\\n|[\\n\\r\\u2028\\u2029]");

  /// Sources are read up to here for the count of lines.
  private static final int LONGEST_SOURCE = 64 << 20;

  private final HeapReader reader;
  private final Strings strings;

  public Scripts(HeapReader reader) {
    this.reader = reader;
    this.strings = new Strings(reader);
  }

  public String name(long script) {
    long name = reader.field(script, "Script.name");
    return reader.isString(reader.type(name)) ? strings.read(name, LONGEST_NAME).text() : "";
  }

  /// The source, or what of it can be read.
  public JsString source(long script) {
    return source(script, LONGEST_SOURCE);
  }

  private JsString source(long script, int limit) {
    long source = reader.field(script, "Script.source");
    return reader.isString(reader.type(source))
        ? strings.read(source, limit)
        : new JsString("", 0, "the script has no source");
  }

  /// @param position in UTF-16 units from the script's beginning, negative where it is not known
  public Place place(long script, int position) {
    String name = name(script);
    if (position < 0) {
      return new Place(name, 0, 0);
    }
    String source = source(script, position + 1).text();
    if (source.length() < position) {
      return new Place(name, 0, 0);
    }
    int line = 0;
    int begin = 0;
    for (int i = 0; i < position; i++) {
      if (endsLine(source, i)) {
        line++;
        begin = i + 1;
      }
    }
    int lineOffset = Tagged.smi(reader.word(script, lineOffset()));
    int columnOffset = line == 0 ? Tagged.smi(reader.word(script, lineOffset() + 8)) : 0;
    return new Place(name, line + lineOffset + 1, position - begin + columnOffset + 1);
  }

  /// Whether a line ends with a character: as JavaScript has it, which knows four that do, and
  /// takes `\r\n` for one.
  private static boolean endsLine(String source, int at) {
    return switch (source.charAt(at)) {
      case '\n', '\u2028', '\u2029' -> true;
      case '\r' -> at + 1 >= source.length() || source.charAt(at + 1) != '\n';
      default -> false;
    };
  }

  /// The lines of the source, as [#place] counts them.
  public List<String> lines(long script) {
    return List.of(LINE_END.split(source(script).text(), -1));
  }

  /// `line_offset` stands behind the name, `column_offset` behind that.
  private int lineOffset() {
    return reader.layout().get("Script.name") + 8;
  }
}
