package io.github.pmdb.node.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class RootTest {
  private static String text(Root.Kind kind) {
    return new Root(kind, 1, 0x10, 7).text();
  }

  @Test
  void itIsToldWhoseItIs() {
    assertEquals("stack of thread 7 at 0x10", text(Root.Kind.STACK));
    assertEquals("memory outside the heap of isolate 7 at 0x10", text(Root.Kind.OUTSIDE));
    assertEquals("read-only heap", text(Root.Kind.READ_ONLY));
  }
}
