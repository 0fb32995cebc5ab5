package io.github.pmdb.output;

import java.util.Locale;

/// A fragment of HTML for a `<pre>`: every span of a style other than plain is a `<span>` whose
/// class is the style's name in lower case.
record HtmlRenderer() implements Renderer {
  @Override
  public void render(Line line, StringBuilder out) {
    for (Line.Span span : line.spans()) {
      boolean styled = span.style() != Style.PLAIN && !span.text().isEmpty();
      if (styled) {
        String name = span.style().name().toLowerCase(Locale.ROOT);
        out.append("<span class=\"").append(name).append("\">");
      }
      appendEscaped(span.text(), out);
      if (styled) {
        out.append("</span>");
      }
    }
    out.append('\n');
  }

  private static void appendEscaped(String text, StringBuilder out) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '"' -> out.append("&quot;");
        case '\'' -> out.append("&#39;");
        default -> out.append(c);
      }
    }
  }
}
