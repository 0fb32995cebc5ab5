package io.github.pmdb.frame;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.frame.dwarf.ForgedObject;
import io.github.pmdb.snapshot.ObjectSymbols;
import io.github.pmdb.snapshot.ThreadInfo;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Stacks without unwind information.
class UnwinderTest {
  private static final long CODE = 0x400000;
  private static final long STACK = 0x7ffe0000;

  /// `call rel32`, so that what follows is a plausible return address.
  private static final byte[] CALL = {(byte) 0xe8, 1, 2, 3, 4};

  private static ForgedSnapshot snapshot(ForgedMemory memory) {
    return new ForgedSnapshot(memory)
        .object("/bin/forged", CODE, CODE + 0x1000, ObjectSymbols.NONE);
  }

  private static List<Long> pcs(List<NativeFrame> frames) {
    return frames.stream().map(NativeFrame::pc).toList();
  }

  @Test
  void aCallThroughNullHasItsReturnAddressOnTop() {
    ForgedMemory memory =
        new ForgedMemory().put(CODE + 0x100, CALL).words(STACK, CODE + 0x105, 0, 0);
    List<NativeFrame> frames =
        Unwinder.unwind(snapshot(memory), ForgedSnapshot.thread(0, STACK, 0), 10);
    assertEquals(List.of(0L, CODE + 0x105), pcs(frames));
    assertEquals(STACK + 8, frames.get(0).cfa());
    assertEquals(Certainty.SURE, frames.get(0).certainty());
    assertEquals(Certainty.GUESSED, frames.get(1).certainty());
  }

  @Test
  void followsFramePointersAndSaysSo() {
    ForgedMemory memory =
        new ForgedMemory()
            .words(STACK, 1, 2, STACK + 0x20, CODE + 0x105, STACK + 0x30, CODE + 0x205)
            .words(STACK + 0x30, 0, 0);
    List<NativeFrame> frames =
        Unwinder.unwind(snapshot(memory), ForgedSnapshot.thread(CODE, STACK, STACK + 0x10), 10);
    assertEquals(List.of(CODE, CODE + 0x105, CODE + 0x205), pcs(frames));
    assertTrue(frames.get(1).problem().contains("frame pointer"), frames.get(1).problem());
    assertEquals(STACK + 0x20, frames.get(1).sp());
  }

  @Test
  void aChainThatPointsBackEnds() {
    ForgedMemory memory = new ForgedMemory().words(STACK, STACK, CODE + 0x105);
    ThreadInfo thread = ForgedSnapshot.thread(CODE, STACK, STACK);
    List<NativeFrame> frames = Unwinder.unwind(snapshot(memory), thread, 100);
    assertEquals(List.of(CODE, CODE + 0x105), pcs(frames));
  }

  @Test
  void saysThatTheLimitCutTheStack() {
    ForgedMemory memory =
        new ForgedMemory().words(STACK, STACK + 16, CODE + 1, STACK + 32, CODE + 2, 0, CODE + 3);
    ThreadInfo thread = ForgedSnapshot.thread(CODE, STACK, STACK);
    List<NativeFrame> frames = Unwinder.unwind(snapshot(memory), thread, 2);
    assertEquals(2, frames.size());
    assertTrue(frames.getLast().problem().contains("after 2 frames"), frames.getLast().problem());
  }

  @Test
  void anAddressNowhereIsTheLastFrame() {
    ForgedMemory memory = new ForgedMemory().words(STACK, STACK + 16, 0x4141414141414141L);
    ThreadInfo thread = ForgedSnapshot.thread(CODE, STACK, STACK);
    List<NativeFrame> frames = Unwinder.unwind(snapshot(memory), thread, 10);
    assertEquals(1, frames.size());
  }

  /// Behind a guess a bad return address tells nothing of the stack.
  @Test
  void onlyAStackThatIsKnownIsCalledDamaged() {
    ForgedMemory memory = new ForgedMemory();
    new ForgedObject(CODE).function(0x400, 0x10, 0x0e, 16).into(memory);
    memory.words(STACK, 0, 0x41414141).words(STACK + 0x10, STACK + 0x40, CODE + 0x404);
    memory.words(STACK + 0x20, 0, 0x41414141);
    ThreadInfo known = ForgedSnapshot.thread(CODE + 0x404, STACK, 0);
    List<NativeFrame> frames = Unwinder.unwind(snapshot(memory), known, 10);
    assertEquals(List.of(CODE + 0x404, 0x41414141L), pcs(frames));
    assertTrue(frames.getLast().problem().contains("the stack is damaged"), "" + frames);
    ThreadInfo guessed = ForgedSnapshot.thread(CODE + 0x800, STACK, STACK + 0x10);
    frames = Unwinder.unwind(snapshot(memory), guessed, 10);
    assertEquals(List.of(CODE + 0x800, CODE + 0x404, 0x41414141L), pcs(frames));
    assertTrue(frames.getLast().problem().contains("may be wrong"), "" + frames);
  }
}
