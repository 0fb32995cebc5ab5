package io.github.pmdb.cpython.layout;

import io.github.pmdb.memory.MemoryFault;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/// The struct layouts of one CPython version and build: offsets in bytes by `struct.field`.
/// Immutable.
///
/// Which fields exist is also how walkers tell the shapes of a struct apart: [#has].
public final class Layout {
  /// Structs that do not begin with an object's header, and numbers that are no offsets.
  private static final Set<String> NOT_OBJECTS =
      Set.of(
          "runtime",
          "interp",
          "gil",
          "tstate",
          "errstack",
          "cframe",
          "iframe",
          "dictkeys",
          "dictvalues",
          "methoddef",
          "memberdef",
          "odictnode",
          "typestate",
          "tryblock",
          "gchead",
          "generation",
          "instance");

  private static final Set<String> NO_OFFSETS =
      Set.of(
          "unicode.kind_bit",
          "unicode.compact_bit",
          "unicode.ascii_bit",
          "unicode.ready_bit",
          "unicode2.width",
          "deque.block_right",
          "deque.block_data",
          "deque.block_items");

  private static final int TRACE_REFS_BYTES = 16;

  private final PythonVersion version;
  private final Build build;
  private final String source;
  private final Map<String, Field> fields;

  /// @param offset in bytes, negative for what lies before an object
  record Field(int offset, Learnt learnt) {}

  Layout(PythonVersion version, Build build, String source, Map<String, Field> fields) {
    this.version = version;
    this.build = build;
    this.source = source;
    this.fields = fields;
  }

  public PythonVersion version() {
    return version;
  }

  public Build build() {
    return build;
  }

  /// The version as Python names it: `3.13.5`, `3.13.5t`.
  public String title() {
    return version + build.suffix();
  }

  /// Where the bundled offsets come from, in words.
  public String source() {
    return source;
  }

  public boolean has(String field) {
    return fields.containsKey(field);
  }

  /// @throws MemoryFault when this version has no such field: nothing can be read there
  public int offset(String field) {
    return field(field).offset();
  }

  public Learnt learnt(String field) {
    return field(field).learnt();
  }

  private Field field(String name) {
    Field field = fields.get(name);
    if (field == null) {
      throw new MemoryFault(
          0, Long.BYTES, "the layout of CPython " + version + " has no field " + name);
    }
    return field;
  }

  /// A copy with some offsets replaced, each remembered as learnt that way.
  public Layout with(Map<String, Integer> offsets, Learnt learnt) {
    Map<String, Field> merged = new HashMap<>(fields);
    offsets.forEach((name, offset) -> merged.put(name, new Field(offset, learnt)));
    return new Layout(version, build, source, merged);
  }

  /// The same layout for another release of the same minor version.
  public Layout forRelease(PythonVersion release) {
    return new Layout(release, build, source, fields);
  }

  /// The same version built with `Py_TRACE_REFS`.
  Layout withTraceRefs() {
    Map<String, Field> moved = new HashMap<>();
    fields.forEach((name, field) -> moved.put(name, behindExtra(name, field)));
    return new Layout(version, Build.TRACE_REFS, source, moved);
  }

  private static Field behindExtra(String name, Field field) {
    boolean moves =
        !NO_OFFSETS.contains(name) && !NOT_OBJECTS.contains(name.substring(0, name.indexOf('.')));
    return moves ? new Field(field.offset() + TRACE_REFS_BYTES, field.learnt()) : field;
  }
}
