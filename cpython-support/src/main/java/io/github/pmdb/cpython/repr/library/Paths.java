package io.github.pmdb.cpython.repr.library;

import io.github.pmdb.cpython.object.Attributes;
import io.github.pmdb.cpython.object.Classes;
import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.cpython.object.Lists;
import io.github.pmdb.cpython.object.PyType;
import io.github.pmdb.cpython.object.Strings;
import io.github.pmdb.cpython.repr.Describer;
import io.github.pmdb.cpython.repr.Instances;
import io.github.pmdb.cpython.repr.Literals;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// `pathlib.PurePath` and all below it. Up to 3.11 a path keeps its parts; since 3.12 what it was
/// made of, and the parts once somebody has asked for them; its text once it was shown.
final class Paths {
  private static final int MOST_PARTS = 4096;

  private Paths() {}

  static void render(Describer to, long address, PyType type) {
    Heap heap = to.heap();
    boolean windows =
        Classes.lineage(heap, type).stream().anyMatch(t -> t.shortName().equals("PureWindowsPath"));
    Optional<String> text =
        string(heap, address, "_str")
            .or(() -> ofParts(heap, address, windows ? "\\" : "/"))
            .or(() ->
                windows
                    ? Optional.empty()
                    : strings(heap, address, "_raw_paths").map(Paths::joined));
    if (text.isEmpty()) {
      Instances.instance(to, address, type);
      return;
    }
    String shown = windows ? text.get().replace('\\', '/') : text.get();
    to.text(type.shortName() + "(" + Literals.ofString(shown.codePoints().toArray()) + ")");
  }

  private static Optional<String> ofParts(Heap heap, long address, String separator) {
    Optional<String> drive = string(heap, address, "_drv");
    Optional<String> root = string(heap, address, "_root");
    if (drive.isEmpty() || root.isEmpty()) {
      return Optional.empty();
    }
    String anchor = drive.get() + root.get();
    return strings(heap, address, "_tail_cached")
        .or(() ->
            strings(heap, address, "_parts")
                .map(parts ->
                    anchor.isEmpty() || parts.isEmpty() ? parts : parts.subList(1, parts.size())))
        .map(tail -> orDot(anchor + String.join(separator, tail)));
  }

  /// As `posixpath.join`, then without what stands for nothing.
  private static String joined(List<String> raw) {
    String path = "";
    for (String part : raw) {
      String before = path.isEmpty() || path.endsWith("/") ? path : path + "/";
      path = part.startsWith("/") ? part : before + part;
    }
    String root =
        path.startsWith("//") && !path.startsWith("///") ? "//" : path.startsWith("/") ? "/" : "";
    List<String> parts = new ArrayList<>(List.of(path.split("/")));
    parts.removeIf(part -> part.isEmpty() || part.equals("."));
    return orDot(root + String.join("/", parts));
  }

  private static String orDot(String path) {
    return path.isEmpty() ? "." : path;
  }

  private static Optional<String> string(Heap heap, long address, String name) {
    return Attributes.find(heap, address, name).flatMap(value -> Strings.text(heap, value));
  }

  private static Optional<List<String>> strings(Heap heap, long address, String name) {
    return Attributes.find(heap, address, name)
        .filter(list -> heap.typeOf(list).is(PyType.LIST))
        .map(list ->
            Lists.first(heap, list, MOST_PARTS).stream()
                .map(item -> Strings.text(heap, item).orElse("?"))
                .toList());
  }
}
