package io.github.pmdb.node.object;

/// The text of a string, or its beginning.
///
/// @param length in UTF-16 units, of the whole
/// @param problem what could not be read, else empty
public record JsString(String text, long length, String problem) {
  public boolean cut() {
    return text.length() < length;
  }
}
