package io.github.pmdb.output;

/// Text with ECMA-48 SGR sequences. Only the sixteen colours of the terminal's own theme are used,
/// so that they are readable on dark and light backgrounds; no background is ever set.
///
/// Colour stands for the language of a frame (native blue, Python green, JavaScript yellow), form
/// for its certainty (guessed is italic, unreadable is underlined red): both can be seen at once.
record AnsiRenderer() implements Renderer {
  private static final String RESET = "\u001b[0m";

  @Override
  public void render(Line line, StringBuilder out) {
    for (Line.Span span : line.spans()) {
      String sgr = sgr(span.style());
      if (sgr.isEmpty() || span.text().isEmpty()) {
        out.append(span.text());
      } else {
        out.append("\u001b[").append(sgr).append('m').append(span.text()).append(RESET);
      }
    }
    out.append('\n');
  }

  private static String sgr(Style style) {
    return switch (style) {
      case PLAIN, SOURCE -> "";
      case HEADING -> "1";
      case EMPHASIS -> "1";
      case DIM -> "2";
      case ADDRESS -> "36";
      case NATIVE -> "34";
      case PYTHON -> "32";
      case JAVASCRIPT -> "33";
      case MARKER -> "1;35";
      case GUESSED -> "3;33";
      case UNREADABLE -> "4;31";
      case GOOD -> "32";
      case WARNING -> "33";
      case ERROR -> "1;31";
    };
  }
}
