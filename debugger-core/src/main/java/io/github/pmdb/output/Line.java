package io.github.pmdb.output;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// One line of output: spans of escaped text, each with a style.
public final class Line {
  /// @param text escaped, without line breaks
  public record Span(Style style, String text) {}

  private final List<Span> spans = new ArrayList<>();

  public static Line of(String text) {
    return new Line().add(text);
  }

  public static Line of(Style style, String text) {
    return new Line().add(style, text);
  }

  public Line add(String text) {
    return add(Style.PLAIN, text);
  }

  public Line add(Style style, String text) {
    spans.add(new Span(style, Escape.escape(text)));
    return this;
  }

  public List<Span> spans() {
    return Collections.unmodifiableList(spans);
  }

  /// The text without styles.
  public String text() {
    StringBuilder out = new StringBuilder();
    spans.forEach(s -> out.append(s.text()));
    return out.toString();
  }
}
