package io.github.pmdb.node.function;

import io.github.pmdb.node.function.Functions.Place;
import io.github.pmdb.node.object.HeapReader;
import io.github.pmdb.node.object.JsString;
import io.github.pmdb.node.object.Strings;
import io.github.pmdb.node.word.Tagged;

/// Scripts: their names, their sources, and positions in them.
public final class Scripts {
  private static final int LONGEST_NAME = 4096;

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
    JsString before = source(script, position);
    if (before.text().length() < position) {
      return new Place(name, 0, 0);
    }
    int line = (int) before.text().chars().filter(c -> c == '\n').count();
    int begin = before.text().lastIndexOf('\n') + 1;
    int lineOffset = Tagged.smi(reader.word(script, lineOffset()));
    int columnOffset = line == 0 ? Tagged.smi(reader.word(script, lineOffset() + 8)) : 0;
    return new Place(name, line + lineOffset + 1, position - begin + columnOffset + 1);
  }

  /// `line_offset` stands behind the name, `column_offset` behind that.
  private int lineOffset() {
    return reader.layout().get("Script.name") + 8;
  }
}
