package io.github.pmdb.cpython.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The bundled tables and what is derived from them.
class LayoutsTest {
  static List<PythonVersion> versions() {
    return Layouts.KNOWN;
  }

  @ParameterizedTest
  @MethodSource("versions")
  void everyTableNamesItsSourceAndHasWhatLocatingNeeds(PythonVersion version) {
    for (Layout layout : Layouts.of(version).toList()) {
      assertTrue(layout.source().contains("CPython " + version), layout::source);
      for (String field :
          List.of("interp.tstate_head", "interp.modules", "tstate.interp", "object.ob_type")) {
        assertTrue(layout.has(field), () -> layout.title() + " has no " + field);
      }
      assertEquals(
          layout.has("runtime.interpreters_head"),
          version.atLeast(3, 7),
          "without _PyRuntime only up to 3.6");
    }
  }

  /// Numbers compiled from the headers with `Py_TRACE_REFS`.
  @Test
  void tracedReferencesMoveObjectsAndNothingElse() {
    check(
        new PythonVersion(2, 7, 18),
        Map.of(
            "object.ob_type", 24,
            "frame.f_localsplus", 392,
            "code.co_filename", 96,
            "dict.ma_table", 56,
            "type.tp_dict", 280,
            "tstate.frame", 16,
            "interp.modules", 16,
            "instance2.in_dict", 40,
            "methoddef.ml_name", 0));
    check(
        new PythonVersion(3, 7, 16),
        Map.of(
            "ascii.sizeof", 64,
            "heaptype.ht_cached_keys", 872,
            "cell.sizeof", 40,
            "frame.f_lasti", 120,
            "errstack.exc_value", 8,
            "runtime.gc_collecting", 632,
            "unicode.kind_bit", 2,
            "exc.context", 56));
  }

  private static void check(PythonVersion version, Map<String, Integer> expected) {
    Layout layout = Layouts.of(version, Build.TRACE_REFS).orElseThrow();
    expected.forEach((field, offset) -> assertEquals(offset, layout.offset(field), field));
  }

  @Test
  void onlyBuildsThatExistHaveLayouts() {
    assertFalse(Layouts.of(new PythonVersion(3, 12, 1), Build.FREE_THREADED).isPresent());
    assertFalse(Layouts.of(new PythonVersion(3, 13, 0), Build.TRACE_REFS).isPresent());
    assertTrue(Layouts.of(new PythonVersion(3, 16, 0)).findAny().isEmpty());
    assertEquals(
        "3.14.3t",
        Layouts.of(new PythonVersion(3, 14, 3), Build.FREE_THREADED).orElseThrow().title());
  }

  /// 3.14.5 brought back the collector of 3.13.
  @Test
  void earlyReleasesOf314HaveATableOfTheirOwn() {
    Layout early = Layouts.of(new PythonVersion(3, 14, 4), Build.RELEASE).orElseThrow();
    Layout later = Layouts.of(new PythonVersion(3, 14, 5), Build.RELEASE).orElseThrow();
    assertEquals(7664, early.offset("interp.modules"));
    assertEquals(7688, later.offset("interp.modules"));
    assertEquals(
        List.of(7688, 7712, 7664, 7712),
        Layouts.of(new PythonVersion(3, 14, -1))
            .map(layout -> layout.offset("interp.modules"))
            .toList(),
        "all are tried where the release is not known");
  }

  @Test
  void onlyFreeThreadedBuildsOf315Moved() {
    PythonVersion early = new PythonVersion(3, 15, 1);
    PythonVersion later = new PythonVersion(3, 15, 2);
    assertEquals(232, offset(early, Build.FREE_THREADED, "segment.segment_info_slices"));
    assertEquals(256, offset(later, Build.FREE_THREADED, "segment.segment_info_slices"));
    assertEquals(
        offset(early, Build.RELEASE, "interp.modules"),
        offset(later, Build.RELEASE, "interp.modules"));
  }

  private static int offset(PythonVersion version, Build build, String field) {
    return Layouts.of(version, build).orElseThrow().offset(field);
  }

  @Test
  void earlyReleasesOf37HaveATableOfTheirOwn() {
    Layout early = Layouts.of(new PythonVersion(3, 7, 3), Build.RELEASE).orElseThrow();
    Layout later = Layouts.of(new PythonVersion(3, 7, 4), Build.RELEASE).orElseThrow();
    assertEquals(1392, early.offset("runtime.tstate_current"));
    assertEquals(1480, later.offset("runtime.tstate_current"));
  }
}
