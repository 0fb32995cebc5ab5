package io.github.pmdb.cpython.layout;

/// How an interpreter was configured, as far as it moves fields.
///
/// A debug build (`--with-pydebug`) since 3.8 has the layout of a release build.
public enum Build {
  RELEASE(""),

  /// `--disable-gil`, since 3.13: the object header is larger, objects lie in another allocator.
  FREE_THREADED("t"),

  /// `Py_TRACE_REFS`, which debug builds up to 3.7 have, and later ones up to 3.12 on demand: two
  /// pointers precede every object's header (`_PyObject_HEAD_EXTRA` in `Include/object.h`).
  TRACE_REFS("");

  private final String suffix;

  Build(String suffix) {
    this.suffix = suffix;
  }

  /// What Python itself puts behind the version: `t` in `python3.13t`.
  public String suffix() {
    return suffix;
  }
}
