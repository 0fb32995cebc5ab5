package io.github.pmdb.app;

import static io.github.pmdb.app.InOrder.assertHas;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.github.pmdb.fixture.Fixture;
import io.github.pmdb.fixture.Pythons;
import io.github.pmdb.fixture.RunningFixture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Steps of real processes from line to line of Python code.
@Timeout(600)
class PythonStepsTest {
  /// One of each kind of hook, an old one, and a free-threaded one.
  private static Stream<Pythons.Python> fewAndFreeThreaded() {
    Stream<Pythons.Python> free =
        Pythons.specialsThere().filter(python -> python.flags().equals("t"));
    return Stream.concat(
        Stream.of(8, 11, Pythons.any().minor()).distinct().map(Pythons::require), free);
  }

  @ParameterizedTest
  @MethodSource("fewAndFreeThreaded")
  void stepsGoFromLineToLine(Pythons.Python python) {
    try (RunningFixture running = Fixture.startPython(python, "steps")) {
      String output =
          Batch.attached(
              running,
              "py-break --run turn",
              "py-next",
              "continue",
              "py-next",
              "py-step",
              "py-finish",
              "py-next",
              "py-break refused",
              "py-next",
              "py-finish",
              "py-next",
              "py-delete",
              "py-break steps.py:" + Fixture.lineOf(Fixture.python("steps"), "yield got"),
              "continue",
              "py-next",
              "py-delete",
              "py-finish",
              "py-next",
              "py-break ordered",
              "py-break recursive if depth == 2",
              "continue",
              "py-next",
              "py-next",
              "py-next",
              "py-up",
              "py-finish",
              "continue",
              "py-next",
              "py-next",
              "py-finish",
              "py-break");
      assertHas(
          output,
          "no thread stands at a Python breakpoint, from which a step could begin",
          "Python breakpoint 1, turn (number=20) at ",
          "\nturn (number=20) at ",
          "    result = double(number)\n",
          "\ndouble (number=20) at ",
          "    twice = number * 2\n",
          "    return twice\nthe frame ends: returns 40\n",
          "    result += caught(number)\n",
          "Python breakpoint 2, refused (number=20) at ",
          "\nthe frame ends: raises ValueError(20",
          "    except ValueError as error:\n",
          "Python breakpoint 3, numbers (count=2) at ",
          "    for number in range(count):\n",
          "\nthe frame ends: returns None\n",
          "    result += recursive(3)\n",
          "Python breakpoint 5, recursive (depth=2) at ",
          "\nrecursive (depth=2) at ",
          "    if depth:\n",
          "\nrecursive (depth=2) at ",
          "    deeper = recursive(depth - 1)\n",
          "\nrecursive (depth=2) at ",
          "    return deeper + 1\n",
          "\nrecursive (depth=3) at ",
          "the frame ends: returns 3\n",
          "Python breakpoint 4, ordered (order=20) at ",
          "    first = await slept(order)\n",
          "    return first\n",
          "the frame ends: returns 21\n",
          "hit once");
      assertFalse(output.contains("<pmdb>"), output);
      running.ask("afterwards");
    }
  }

  @ParameterizedTest
  @MethodSource("fewAndFreeThreaded")
  void whatStopsAStepEndsIt(Pythons.Python python) {
    try (RunningFixture running = Fixture.startPython(python, "steps")) {
      String output =
          Batch.attached(
              running,
              "py-break --run turn",
              "continue",
              "tbreak getppid",
              "py-finish",
              "continue",
              "py-finish");
      assertHas(
          output,
          "Python breakpoint 1, turn (number=20) at ",
          "hit Temporary breakpoint 1, ",
          "Python breakpoint 1, turn (number=20) at ",
          "the frame ends: returns ");
      assertFalse(output.indexOf("the frame ends") < output.lastIndexOf("breakpoint 1"), output);
      running.ask("afterwards");
    }
  }
}
