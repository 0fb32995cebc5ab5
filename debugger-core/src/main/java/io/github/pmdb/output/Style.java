package io.github.pmdb.output;

/// Why a piece of text looks different. Renderers choose how.
public enum Style {
  PLAIN,
  HEADING,
  DIM,
  EMPHASIS,
  ADDRESS,
  NATIVE,
  PYTHON,
  JAVASCRIPT,
  SOURCE,
  MARKER,
  GUESSED,
  UNREADABLE,
  GOOD,
  WARNING,
  ERROR
}
