package io.github.pmdb.cpython.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.cpython.Forged;
import io.github.pmdb.memory.MemoryFault;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DebugOffsetsTest {
  private static final long AT = 0x10_0000;
  private static final PythonVersion VERSION = new PythonVersion(3, 13, 5);

  private static int bundled(String field) {
    return Layouts.of(VERSION, Build.RELEASE).orElseThrow().offset(field);
  }

  private static int[] words(String field) {
    return Objects.requireNonNull(Layouts.table(VERSION, Build.RELEASE).words().get(field), field);
  }

  /// The words that a 3.13.5 has, from the bundled table.
  private static Forged offsets() {
    Forged memory = new Forged(AT, 4096);
    memory.word(AT, DebugOffsets.COOKIE).word(AT + 8, 0x030d05f0L);
    Layouts.Table table = Layouts.table(VERSION, Build.RELEASE);
    table
        .words()
        .forEach((field, words) -> {
          if (words.length == 1) {
            memory.word(AT + 8L * words[0], bundled(field));
          }
        });
    int collecting = bundled("interp.gc_collecting");
    int[] sum = words("interp.gc_collecting");
    memory.word(AT + 8L * sum[0], collecting - 100).word(AT + 8L * sum[1], 100);
    return memory;
  }

  @Test
  void theOffsetsOfTheTargetAreTheBundledOnes() {
    DebugOffsets read = DebugOffsets.read(offsets(), AT).orElseThrow();
    assertEquals(VERSION, read.version());
    assertEquals(List.of(), read.differences());
    assertEquals(Build.RELEASE, read.layout().build());
    assertEquals(Learnt.COOKIE, read.layout().learnt("tstate.next"));
    assertEquals(Learnt.BUNDLED, read.layout().learnt("code.co_flags"));
  }

  @Test
  void anotherOffsetOverridesAndIsTold() {
    int word = words("tstate.next")[0];
    DebugOffsets read = DebugOffsets.read(offsets().word(AT + 8L * word, 4000), AT).orElseThrow();
    assertEquals(4000, read.layout().offset("tstate.next"));
    assertEquals(List.of("tstate.next is 4000, not 8"), read.differences());
  }

  @Test
  void implausibleOnesAreRefused() {
    int word = words("tstate.next")[0];
    assertEquals(Optional.empty(), DebugOffsets.read(offsets().word(AT + 8L * word, -8), AT));
    assertEquals(Optional.empty(), DebugOffsets.read(offsets().word(AT + 8L * word, 1 << 30), AT));
    assertEquals(Optional.empty(), DebugOffsets.peek(offsets().word(AT, 7), AT));
    assertEquals(Optional.empty(), DebugOffsets.peek(offsets().word(AT + 8, 0x030c0000L), AT));
    assertEquals(Optional.empty(), DebugOffsets.peek(offsets().word(AT + 16, 2), AT));
    assertEquals(Optional.empty(), DebugOffsets.peek(offsets(), AT + 0x10_0000));
    assertEquals(Optional.empty(), DebugOffsets.read(offsets().word(AT + 8, 0x03f00000L), AT));
  }

  @Test
  void aTableThatIsCutIsAFault() {
    Forged memory = new Forged(AT, 64);
    memory.word(AT, DebugOffsets.COOKIE).word(AT + 8, 0x030d05f0L);
    assertThrows(io.github.pmdb.memory.MemoryFault.class, () -> DebugOffsets.read(memory, AT));
  }

  @Test
  void aFieldThatAVersionLacksCanNotBeUsed() {
    Layout layout = Layouts.of(VERSION, Build.RELEASE).orElseThrow();
    MemoryFault error = assertThrows(MemoryFault.class, () -> layout.offset("tstate.frame"));
    assertTrue(
        error.getMessage().endsWith("the layout of CPython 3.13.5 has no field tstate.frame"));
    assertThrows(MemoryFault.class, () -> layout.learnt("tstate.frame"));
    assertTrue(layout.with(Map.of("tstate.frame", 1), Learnt.DECODED).has("tstate.frame"));
    assertFalse(layout.has("tstate.frame"));
  }
}
