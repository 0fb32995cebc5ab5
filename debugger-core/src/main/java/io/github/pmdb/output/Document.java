package io.github.pmdb.output;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Lines of output in order.
public final class Document {
  private final List<Line> lines = new ArrayList<>();

  public Document line(Line line) {
    lines.add(line);
    return this;
  }

  public Document line(String text) {
    return line(Line.of(text));
  }

  public Document line(Style style, String text) {
    return line(Line.of(style, text));
  }

  public Document blank() {
    return line(new Line());
  }

  public Document append(Document other) {
    lines.addAll(other.lines);
    return this;
  }

  public List<Line> lines() {
    return Collections.unmodifiableList(lines);
  }

  /// The text without styles, each line ended by a newline.
  public String text() {
    StringBuilder out = new StringBuilder();
    lines.forEach(l -> out.append(l.text()).append('\n'));
    return out.toString();
  }
}
