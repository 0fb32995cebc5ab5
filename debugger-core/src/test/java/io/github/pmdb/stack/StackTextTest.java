package io.github.pmdb.stack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.frame.Certainty;
import io.github.pmdb.frame.NativeFrame;
import io.github.pmdb.frame.NativeFrame.SourceLine;
import io.github.pmdb.frame.merge.MergedStack;
import io.github.pmdb.frame.merge.MergedStack.Item;
import io.github.pmdb.frame.merge.MergedStack.NativeItem;
import io.github.pmdb.frame.merge.MergedStack.ScriptItem;
import io.github.pmdb.interpreter.ScriptFrame;
import io.github.pmdb.output.Json;
import io.github.pmdb.snapshot.Problem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StackTextTest {
  private static final SourceLines SOURCES =
      (file, line) ->
          file.equals("app.py") ? Optional.of("    line_" + line + "()") : Optional.empty();

  private static NativeFrame nativeFrame(int level, String function) {
    return new NativeFrame(
        level,
        0x7f0000001000L + level,
        0,
        0,
        Optional.of(function).filter(f -> !f.isEmpty()),
        0x12,
        Optional.of("/lib/libc.so.6"),
        Optional.empty(),
        false,
        false,
        Certainty.SURE,
        "");
  }

  private static Item called(int level, String function) {
    return new NativeItem(nativeFrame(level, function), false);
  }

  private static Item python(String function, int line) {
    return new ScriptItem(
        new ScriptFrame(
            "Python",
            0,
            0x7000,
            function,
            "app.py",
            line,
            Optional.empty(),
            Optional.empty(),
            false,
            Certainty.SURE,
            ""));
  }

  private static MergedStack stack(Item... items) {
    return new MergedStack(Arrays.asList(items), List.of());
  }

  private static String text(MergedStack stack) {
    return new StackText(SOURCES, false, true, 100).stack(stack).text();
  }

  @Test
  void nativeFramesLookAsInGdbAndScriptFramesAsInPython() {
    MergedStack stack =
        stack(
            called(0, "read"),
            new NativeItem(nativeFrame(1, "_PyEval_EvalFrameDefault"), true),
            python("work", 12),
            called(9, ""));
    assertEquals(
        """
        #0  0x00007f0000001000 in read+0x12 from libc.so.6
            File "app.py", line 12, in work
              line_12()
        #9  0x00007f0000001009 in ?? from libc.so.6
        """,
        text(stack));
    String full = new StackText(SourceLines.NONE, true, true, 100).stack(stack).text();
    assertTrue(full.contains("in _PyEval_EvalFrameDefault+0x12"), full);
    assertFalse(full.contains("line_12()"), full);
  }

  @Test
  void sourceInliningAndSignalsAreShown() {
    NativeFrame inlined =
        new NativeFrame(
            1,
            0x1000,
            0,
            0,
            Optional.of("step"),
            0,
            Optional.empty(),
            Optional.of(new SourceLine("tour.c", 7)),
            true,
            false,
            Certainty.SURE,
            "");
    NativeFrame signal =
        new NativeFrame(
            2,
            0x1000,
            0,
            0,
            Optional.of("__restore_rt"),
            0,
            Optional.empty(),
            Optional.empty(),
            false,
            true,
            Certainty.SURE,
            "");
    assertEquals(
        """
        #1  step (inlined) at tour.c:7
        #2  <signal handler called>
        """,
        text(stack(new NativeItem(inlined, false), new NativeItem(signal, false))));
  }

  @Test
  void doubtAndProblemsAreTold() {
    NativeFrame guessed =
        new NativeFrame(
            3,
            0x1000,
            0,
            0,
            Optional.empty(),
            0,
            Optional.empty(),
            Optional.empty(),
            false,
            false,
            Certainty.GUESSED,
            "found by the frame pointer");
    MergedStack stack =
        new MergedStack(
            List.of(new NativeItem(guessed, false)), List.of(new Problem("cut", "get the file")));
    assertEquals(
        """
        #3  0x0000000000001000 in ?? [guessed: found by the frame pointer]
            note: cut
                  get the file
        """,
        text(stack));
  }

  @Test
  void recursionIsCounted() {
    List<Item> items = new ArrayList<>(List.of(called(0, "crash")));
    for (int i = 0; i < 1_000; i++) {
      items.add(python("even", 3));
      items.add(python("odd", 5));
    }
    items.add(python("even", 3));
    items.add(python("main", 9));
    assertEquals(
        """
        #0  0x00007f0000001000 in crash+0x12 from libc.so.6
            File "app.py", line 3, in even
              line_3()
            File "app.py", line 5, in odd
              line_5()
            … the 2 frames above, 999 more times
            File "app.py", line 3, in even
              line_3()
            File "app.py", line 9, in main
              line_9()
        """,
        text(new MergedStack(items, List.of())));
  }

  @Test
  void longStacksAreCut() {
    Item[] items = new Item[10];
    Arrays.setAll(items, i -> called(i, "f" + i));
    String text = new StackText(SOURCES, false, true, 3).stack(stack(items)).text();
    assertEquals(4, text.lines().count());
    assertTrue(text.endsWith("    … 7 more frames\n"), text);
  }

  private static ThreadStack thread(long tid, String name, String state, Item... items) {
    return new ThreadStack(new ThreadLabel(tid, name, state, List.of()), stack(items));
  }

  @Test
  void equalStacksAreShownOnce() {
    List<StackGroup> groups =
        StackGroup.of(
            List.of(
                thread(1, "main", "", called(0, "join"), python("main", 9)),
                thread(2, "worker-1", "waits for a futex", called(1, "wait"), python("run", 2)),
                thread(3, "", "waits for a futex", called(1, "wait"), python("run", 2)),
                thread(4, "other", "running", called(1, "wait"), python("run", 3))));
    assertEquals(3, groups.size());
    String text = new StackText(SOURCES, false, true, 100).groups(groups).text();
    assertTrue(text.startsWith("Thread 1 \"main\"\n#0  0x"), text);
    assertTrue(text.contains("\n\n2 threads: 2 \"worker-1\", 3 — waits for a futex\n"), text);
    assertTrue(text.contains("\n\nThread 4 \"other\" — running\n"), text);
  }

  @Test
  void manyThreadsAreCounted() {
    List<ThreadStack> stacks = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      stacks.add(thread(i, "", i < 10 ? "runs" : "sleeps", called(0, "f")));
    }
    String header =
        new StackText(SOURCES, false, true, 100)
            .groups(StackGroup.of(stacks))
            .lines()
            .getFirst()
            .text();
    assertEquals("20 threads: 0, 1, 2, 3, 4, 5, 6, 7 and 12 more — runs; 1 other state", header);
  }

  @Test
  void scriptsGetTheSameAsJson() {
    List<StackGroup> groups =
        StackGroup.of(List.of(thread(1, "main", "", called(0, "join"), python("main", 9))));
    String json = Json.result("stacks", groups);
    assertTrue(json.contains("\"kind\":\"nativeItem\""), json);
    assertTrue(json.contains("\"pc\":\"0x7f0000001000\""), json);
    assertTrue(json.contains("\"kind\":\"scriptItem\""), json);
  }

  @Test
  void namesOfTheTargetAreEscaped() {
    String text = text(stack(called(0, "evil\u001b[31m"), python("f\u202e", 1)));
    assertTrue(text.contains("evil\\x1b[31m"), text);
    assertTrue(text.contains("f\\u202e"), text);
  }
}
