package io.github.pmdb.node.function;

import io.github.pmdb.node.layout.Layout;
import java.util.Map;
import java.util.WeakHashMap;

/// What V8 calls the types of its own objects, as far as its metadata tells.
final class InternalNames {
  private static final Map<Layout, Map<Integer, String>> KNOWN = new WeakHashMap<>();

  private InternalNames() {}

  static synchronized String of(Layout layout, int type) {
    return KNOWN
        .computeIfAbsent(layout, Layout::typeNames)
        .getOrDefault(type, "type 0x" + Integer.toHexString(type));
  }
}
