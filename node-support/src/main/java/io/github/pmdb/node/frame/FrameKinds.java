package io.github.pmdb.node.frame;

import io.github.pmdb.node.layout.Layout;
import io.github.pmdb.node.word.Tagged;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Kinds of frames that mark themselves (`src/execution/frames.h` of V8): by a number in the place
/// where frames of JavaScript have a context.
final class FrameKinds {
  private final Set<Integer> entries;
  private final Set<Integer> exits;
  private final Set<Integer> builtinExits;
  private final Set<Integer> apiExits;
  private final Set<Integer> continuations;

  FrameKinds(Layout layout) {
    entries = types(layout, "EntryFrame", "ConstructEntryFrame");
    builtinExits = types(layout, "BuiltinExitFrame");
    apiExits = types(layout, "ApiCallbackExitFrame", "ApiConstructExitFrame");
    exits =
        types(
            layout,
            "ExitFrame",
            "BuiltinExitFrame",
            "ApiCallbackExitFrame",
            "ApiConstructExitFrame",
            "ApiAccessorExitFrame",
            "ApiNamedAccessorExitFrame",
            "ApiIndexedAccessorExitFrame",
            "WasmExitFrame");
    continuations =
        types(
            layout,
            "JavaScriptBuiltinContinuationFrame",
            "JavaScriptBuiltinContinuationWithCatchFrame");
  }

  private static Set<Integer> types(Layout layout, String... names) {
    Set<Integer> types = new HashSet<>();
    List.of(names).stream()
        .map(name -> "frametype_" + name)
        .filter(layout::has)
        .forEach(name -> types.add(layout.get(name)));
    return types;
  }

  /// Whether the word is a context and no mark.
  static boolean isScript(long mark) {
    return !Tagged.isSmi(mark);
  }

  boolean isEntry(long mark) {
    return is(entries, mark);
  }

  boolean isExit(long mark) {
    return is(exits, mark);
  }

  boolean isBuiltinExit(long mark) {
    return is(builtinExits, mark);
  }

  /// Whether it was left for a function that a program written in C++ gave to JavaScript.
  boolean isApiExit(long mark) {
    return is(apiExits, mark);
  }

  boolean isContinuation(long mark) {
    return is(continuations, mark);
  }

  private static boolean is(Set<Integer> types, long mark) {
    return Tagged.isSmi(mark) && mark >>> 1 < 256 && types.contains((int) (mark >>> 1));
  }
}
