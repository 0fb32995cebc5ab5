package io.github.pmdb.node.object;

/// The objects that stand for values without content, and V8's own marks.
public enum Oddball {
  UNDEFINED("OddballUndefined", "undefined"),
  NULL("OddballNull", "null"),
  TRUE("OddballTrue", "true"),
  FALSE("OddballFalse", "false"),
  /// No element, or a variable before its declaration has run.
  HOLE("OddballTheHole", "<hole>"),
  OTHER("", "<internal>"),
  NONE("", "");

  private final String constant;
  private final String text;

  Oddball(String constant, String text) {
    this.constant = constant;
    this.text = text;
  }

  String constant() {
    return constant;
  }

  /// As JavaScript spells it.
  public String text() {
    return text;
  }
}
