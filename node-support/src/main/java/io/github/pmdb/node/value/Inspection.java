package io.github.pmdb.node.value;

import java.util.List;

/// An object laid out.
///
/// @param type name of its constructor, or in parentheses what V8 calls it
/// @param text the whole on one line, or of a string its characters
/// @param map address of its map
/// @param bytes its size, 0 where it is not known
/// @param internal what V8 keeps of it beside properties: `[[prototype]]`, the state of a promise
/// @param moreProperties properties that were left out
/// @param elements indexed ones
/// @param more elements or entries that were left out
/// @param problem what could not be read, else empty
public record Inspection(
    long address,
    String type,
    String text,
    long map,
    long bytes,
    List<Row> internal,
    List<Row> properties,
    long moreProperties,
    List<Row> elements,
    long more,
    String problem) {
  /// @param name as it would be written before a colon, empty for what a set has
  /// @param text of the value
  /// @param address of the object that the value is, 0 for a number
  /// @param key address of the object that is the key of an entry, else 0
  public record Row(String name, String text, long address, long key) {
    Row(String name, String text, long address) {
      this(name, text, address, 0);
    }
  }
}
