package io.github.pmdb.cpython.layout;

import io.github.pmdb.snapshot.UserError;
import java.util.HashMap;
import java.util.Map;

/// The struct layouts of one CPython version: offsets in bytes by `struct.field`. Immutable.
///
/// Which fields exist is also how walkers tell the shapes of a struct apart: [#has].
public final class Layout {
  private final PythonVersion version;
  private final String source;
  private final Map<String, Field> fields;

  /// @param offset in bytes, negative for what lies before an object
  record Field(int offset, Learnt learnt) {}

  Layout(PythonVersion version, String source, Map<String, Field> fields) {
    this.version = version;
    this.source = source;
    this.fields = fields;
  }

  public PythonVersion version() {
    return version;
  }

  /// Where the bundled offsets come from, in words.
  public String source() {
    return source;
  }

  public boolean has(String field) {
    return fields.containsKey(field);
  }

  /// @throws UserError when this version has no such field
  public int offset(String field) {
    return field(field).offset();
  }

  public Learnt learnt(String field) {
    return field(field).learnt();
  }

  private Field field(String name) {
    Field field = fields.get(name);
    if (field == null) {
      throw new UserError(
          "the layout of CPython " + version + " has no field " + name,
          "pmdb asked for a field that this version does not have: please report it with the output of --verbose");
    }
    return field;
  }

  /// A copy with some offsets replaced, each remembered as learnt that way.
  public Layout with(Map<String, Integer> offsets, Learnt learnt) {
    Map<String, Field> merged = new HashMap<>(fields);
    offsets.forEach((name, offset) -> merged.put(name, new Field(offset, learnt)));
    return new Layout(version, source, merged);
  }

  /// The same layout for another release of the same minor version.
  public Layout forRelease(PythonVersion release) {
    return new Layout(release, source, fields);
  }
}
