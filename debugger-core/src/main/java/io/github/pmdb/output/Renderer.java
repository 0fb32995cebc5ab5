package io.github.pmdb.output;

/// Turns a document into characters. Every renderer shows the same text; they differ in how a
/// [Style] is seen.
public sealed interface Renderer permits PlainRenderer, AnsiRenderer {
  /// The whole document, each line ended by a newline.
  default String render(Document document) {
    StringBuilder out = new StringBuilder();
    document.lines().forEach(line -> render(line, out));
    return out.toString();
  }

  /// Appends one line with its newline.
  void render(Line line, StringBuilder out);

  static Renderer plain() {
    return new PlainRenderer();
  }

  static Renderer ansi() {
    return new AnsiRenderer();
  }
}
