package io.github.pmdb.command.python.suspended;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.frame.Certainty;
import io.github.pmdb.interpreter.Fiber;
import io.github.pmdb.interpreter.Fiber.State;
import io.github.pmdb.interpreter.FiberReport;
import io.github.pmdb.interpreter.ScriptFrame;
import io.github.pmdb.output.Document;
import io.github.pmdb.output.Json;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class FiberListTest {
  private static Fiber fiber(long address, String name, State state, long parent, String problem) {
    return new Fiber(
        address,
        "hub.Greenlet",
        name,
        "work",
        state,
        parent == 0,
        OptionalLong.of(7),
        parent,
        state == State.SUSPENDED ? List.of(frame()) : List.of(),
        problem);
  }

  private static ScriptFrame frame() {
    return new ScriptFrame(
        "Python",
        0,
        0x10,
        "work",
        "a.py",
        3,
        Optional.empty(),
        Optional.empty(),
        false,
        Certainty.SURE,
        "");
  }

  private static FiberReport report(List<Fiber> fibers) {
    return new FiberReport("CPython 3.14.3", "greenlet 3.5.6", fibers, fibers.size(), List.of());
  }

  private static String text(FiberReport report) {
    Document page = new Document();
    new FiberList(page, report, NoSources.finder()).print();
    return page.text();
  }

  @Test
  void eachSaysWhatItRunsAndWhoGoesOnAfterIt() {
    assertEquals(
        """
        CPython 3.14.3, greenlet 3.5.6: 4 greenlets (1 running, 1 suspended, 1 not started, 1 dead)
        Thread 7
          hub.Greenlet at 0x1 (main), work, running
          hub.Greenlet "\\x1b[2J", work, suspended, parent main
            File "a.py", line 3, in work
          hub.Greenlet at 0x3, work, not started, parent hub.Greenlet "\\x1b[2J"
          hub.Greenlet at 0x4, work, dead, parent at 0x99 [torn]
        """,
        text(
            report(
                List.of(
                    fiber(1, "", State.RUNNING, 0, ""),
                    fiber(2, "\u001b[2J", State.SUSPENDED, 1, ""),
                    fiber(3, "", State.NOT_STARTED, 2, ""),
                    fiber(4, "", State.DEAD, 0x99, "torn")))));
  }

  @Test
  void thoseAtTheSamePlaceAreCounted() {
    List<Fiber> fibers =
        LongStream.rangeClosed(1, 100)
            .mapToObj(i -> fiber(i, "", State.SUSPENDED, 0x99, ""))
            .toList();
    String text = text(report(fibers));
    assertTrue(
        text.endsWith(
            "  [97 more greenlets like this one: at 0x4, at 0x5, at 0x6, at 0x7, at 0x8, ...]\n"),
        text);
  }

  @Test
  void theLibraryIsNamedAsMissing() {
    assertEquals(
        "CPython 3.14.3: greenlet is not loaded\n",
        text(new FiberReport("CPython 3.14.3", "", List.of(), 0, List.of())));
  }

  @Test
  void jsonTellsAddressesAsText() {
    String json =
        Json.result("py-greenlets", report(List.of(fiber(1, "", State.SUSPENDED, 2, ""))));
    assertTrue(json.contains("\"address\":\"0x1\""), json);
    assertTrue(json.contains("\"parentAddress\":\"0x2\""), json);
  }
}
