package io.github.pmdb.frame.merge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.frame.Anchor;
import io.github.pmdb.frame.Certainty;
import io.github.pmdb.frame.ForgedMemory;
import io.github.pmdb.frame.NativeFrame;
import io.github.pmdb.frame.merge.MergedStack.NativeItem;
import io.github.pmdb.frame.merge.MergedStack.ScriptItem;
import io.github.pmdb.frame.merge.StackMerger.Scripted;
import io.github.pmdb.interpreter.ScriptFrame;
import io.github.pmdb.interpreter.ScriptStack;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Native frames are named by strings and lie 0x100 bytes apart from [#STACK] on; `^name` is
/// inlined into the next one. Script frames are `name` or, outermost of an eval call, `name@anchor`
/// with the index of the native frame that the anchor points into, or `name=value` for a value that
/// is spilled.
class StackMergerTest {
  private static final long STACK = 0x7000;
  private static final ForgedInspector PY = new ForgedInspector("py");
  private static final ForgedInspector JS = new ForgedInspector("js");

  private final ForgedMemory memory = new ForgedMemory();

  private static List<NativeFrame> natives(String... names) {
    List<NativeFrame> frames = new ArrayList<>();
    for (int i = 0; i < names.length; i++) {
      boolean inlined = names[i].startsWith("^");
      int own = i + (inlined ? 1 : 0);
      frames.add(
          new NativeFrame(
              i,
              0x400000 + i,
              STACK + 0x100L * own,
              STACK + 0x100L * (own + 1),
              Optional.of(names[i]).filter(n -> !n.equals("?")),
              0,
              Optional.empty(),
              Optional.empty(),
              inlined,
              names[i].equals("signal"),
              Certainty.SURE,
              ""));
    }
    return frames;
  }

  private static ScriptStack scripts(String... names) {
    List<ScriptFrame> frames = new ArrayList<>();
    for (String name : names) {
      String[] parts = name.split("[@=]", -1);
      Optional<Anchor> anchor =
          name.contains("@") && !parts[1].isEmpty()
              ? Optional.of(new Anchor.OnStack(STACK + 0x100 * Long.parseLong(parts[1]) + 0x20))
              : name.contains("=")
                  ? Optional.of(new Anchor.Spilled(Long.parseLong(parts[1])))
                  : Optional.empty();
      frames.add(frame(frames.size(), parts[0], anchor, parts.length > 1));
    }
    return new ScriptStack(frames, List.of());
  }

  private static ScriptFrame frame(int level, String name, Optional<Anchor> anchor, boolean last) {
    return new ScriptFrame(
        "py", level, 0, name, "f.py", 1, Optional.empty(), anchor, last, Certainty.SURE, "");
  }

  /// Names in order; internal frames in brackets.
  private static String text(MergedStack stack, boolean all) {
    List<String> names = new ArrayList<>();
    for (MergedStack.Item item : stack.frames()) {
      switch (item) {
        case ScriptItem(ScriptFrame frame) -> names.add(frame.function());
        case NativeItem(NativeFrame frame, boolean internal) -> {
          String name = frame.function().orElse("?");
          if (!internal) {
            names.add(name);
          } else if (all) {
            names.add("[" + name + "]");
          }
        }
      }
    }
    return String.join(" ", names);
  }

  private MergedStack merge(List<NativeFrame> frames, ScriptStack stack) {
    return StackMerger.merge(frames, stack, PY, memory);
  }

  @Test
  void aRunOfScriptFramesReplacesItsEvalLoop() {
    MergedStack stack =
        merge(
            natives("crash", "py_eval", "py_call", "callback", "ffi", "py_eval", "main"),
            scripts("inner", "middle@1", "outer", "module@5"));
    assertEquals("crash inner middle callback ffi outer module main", text(stack, false));
    assertEquals(
        "crash [py_eval] inner middle [py_call] callback ffi [py_eval] outer module main",
        text(stack, true));
    assertEquals(List.of(), stack.problems());
  }

  @Test
  void anchorsNeedNoNames() {
    MergedStack stack = merge(natives("?", "?", "?", "?"), scripts("f@1", "g@2"));
    assertEquals("? f g ?", text(stack, false));
  }

  @Test
  void inlinedFramesStayAboveTheLoopTheyAreInlinedInto() {
    MergedStack stack = merge(natives("crash", "^inl", "py_eval", "main"), scripts("f@2"));
    assertEquals("crash ^inl [py_eval] f main", text(stack, true));
  }

  @Test
  void aCutUnwindLeavesTheOuterScriptsAtTheEnd() {
    MergedStack stack = merge(natives("read", "py_eval"), scripts("f@1", "g@4", "h@9"));
    assertEquals("read f g h", text(stack, false));
    assertTrue(stack.problems().getFirst().what().startsWith("2 py frames are not tied"));
  }

  @Test
  void anUnknownRunGoesWhereItsNeighboursSay() {
    MergedStack stack =
        merge(natives("read", "py_eval", "x", "y", "py_eval", "main"), scripts("f@1", "g@", "h@4"));
    assertEquals("read f x y g h main", text(stack, false));
    assertEquals(1, stack.problems().size());
  }

  @Test
  void aGapOfTheSameNumberIsFilled() {
    MergedStack stack =
        merge(
            natives("py_eval", "a", "py_eval", "b", "py_eval", "main"),
            scripts("f@0", "g@", "h@4"));
    assertEquals("py_eval f a g b h main", text(stack, false));
    assertEquals(List.of(), stack.problems());
  }

  @Test
  void withoutNativeFramesTheScriptStands() {
    MergedStack stack = merge(List.of(), scripts("f@0", "g@1"));
    assertEquals("f g", text(stack, false));
    assertEquals("the native frames of this thread are not known", problem(stack));
  }

  @Test
  void withoutScriptTheNativeFramesStand() {
    MergedStack stack = merge(natives("read", "main"), scripts());
    assertEquals("read main", text(stack, false));
    assertEquals(List.of(), stack.problems());
  }

  @Test
  void spilledPointersAreFoundInEvalFramesOnly() {
    memory.words(STACK + 0x010, 71); // a callee's copy
    memory.words(STACK + 0x1f8, 71).words(STACK + 0x310, 72, 71); // and a stale one
    MergedStack stack =
        merge(natives("call", "py_eval", "x", "py_eval", "main"), scripts("f=71", "g=72"));
    assertEquals("call f x g main", text(stack, false));
    assertEquals(List.of(), stack.problems());
  }

  @Test
  void oneSpilledPointerSettlesAnEqualCount() {
    memory.words(STACK + 0x310, 72);
    MergedStack stack =
        merge(natives("call", "py_eval", "x", "py_eval", "main"), scripts("f=71", "g=72"));
    assertEquals("call f x g main", text(stack, false));
  }

  @Test
  void countingIsTheLastResortAndSaysSo() {
    MergedStack stack = merge(natives("call", "py_eval", "x", "py_eval"), scripts("f@", "g@"));
    assertEquals("call f x g", text(stack, false));
    assertTrue(problem(stack).contains("by their number only"));
    assertTrue(
        stack.frames().stream()
            .filter(ScriptItem.class::isInstance)
            .allMatch(i -> ((ScriptItem) i).frame().certainty() == Certainty.GUESSED));
  }

  @Test
  void anchorsThatContradictTheOrderLose() {
    MergedStack stack =
        merge(
            natives("py_eval", "py_eval", "py_eval", "py_eval", "main"),
            scripts("a@0", "b@3", "c@1", "d@2"));
    assertEquals("py_eval a b c d main", text(stack, false));
  }

  @Test
  void theCrashIsNeverHidden() {
    assertEquals("py_eval f main", text(merge(natives("py_eval", "main"), scripts("f@0")), false));
    MergedStack handled = merge(natives("handler", "signal", "py_gc", "py_eval"), scripts("f@3"));
    assertEquals("handler signal py_gc f", text(handled, false));
  }

  @Test
  void severalInterpretersShareAThread() {
    List<NativeFrame> frames =
        natives("read", "py_eval", "bridge", "js_eval", "js_entry", "host", "py_eval", "main");
    MergedStack stack =
        StackMerger.merge(
            frames,
            List.of(new Scripted(scripts("p1@1", "p2@6"), PY), new Scripted(scripts("j@3"), JS)),
            memory);
    assertEquals("read p1 bridge j host p2 main", text(stack, false));
  }

  @Test
  void twoInterpretersOfOneKindDoNotCount() {
    List<NativeFrame> frames = natives("read", "py_eval", "x", "py_eval", "main");
    MergedStack stack =
        StackMerger.merge(
            frames,
            List.of(new Scripted(scripts("a@1"), PY), new Scripted(scripts("b@3"), PY)),
            memory);
    assertEquals("read a x b main", text(stack, false));
  }

  @Test
  void deepRecursionIsMergedInTime() {
    String[] names = new String[20_000];
    String[] frames = new String[10_000];
    for (int i = 0; i < names.length; i++) {
      names[i] = i % 2 == 0 ? "c" : "py_eval";
      frames[i / 2] = "f@" + (i / 2 * 2 + 1);
    }
    MergedStack stack = merge(natives(names), scripts(frames));
    assertEquals(30_000, stack.frames().size());
    assertEquals(List.of(), stack.problems());
  }

  /// Nothing is lost and both kinds keep their own order, whatever the anchors say.
  @Test
  void anyStackKeepsItsFrames() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 500; round++) {
      String[] names = new String[random.nextInt(8)];
      for (int i = 0; i < names.length; i++) {
        names[i] = random.nextBoolean() ? "py_eval" : "c" + i;
      }
      String[] frames = new String[random.nextInt(8)];
      for (int i = 0; i < frames.length; i++) {
        frames[i] = i + (random.nextBoolean() ? "" : "@" + random.nextInt(8));
      }
      MergedStack stack = merge(natives(names), scripts(frames));
      List<Integer> levels = new ArrayList<>();
      List<Integer> scriptLevels = new ArrayList<>();
      for (MergedStack.Item item : stack.frames()) {
        switch (item) {
          case NativeItem(NativeFrame frame, boolean _) -> levels.add(frame.level());
          case ScriptItem(ScriptFrame frame) -> scriptLevels.add(frame.level());
        }
      }
      assertEquals(ascending(names.length), levels, "seed " + seed);
      assertEquals(ascending(frames.length), scriptLevels, "seed " + seed);
    }
  }

  private static List<Integer> ascending(int count) {
    return java.util.stream.IntStream.range(0, count).boxed().toList();
  }

  private static String problem(MergedStack stack) {
    return stack.problems().getFirst().what();
  }
}
