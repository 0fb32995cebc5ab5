package io.github.pmdb.cpython;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.pmdb.fixture.Fixture;
import io.github.pmdb.fixture.Pythons;
import io.github.pmdb.fixture.RunningFixture;
import io.github.pmdb.interpreter.Inspector;
import io.github.pmdb.interpreter.Limits;
import io.github.pmdb.interpreter.ScriptFrame;
import io.github.pmdb.interpreter.Variable;
import io.github.pmdb.procfs.LiveProcess;
import io.github.pmdb.snapshot.Snapshot;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Objects whose `repr` is code of the program are not shown as if that were known.
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class OwnReprsTest {
  /// Without addresses.
  private static final Map<String, String> SHOWN =
      Map.ofEntries(
          Map.entry("number", "<__main__.OwnInt object at 0x, 5, unit='m'>"),
          Map.entry("text", "<__main__.OwnStr object at 0x, 't'>"),
          Map.entry("real", "<__main__.OwnFloat object at 0x, 2.5>"),
          Map.entry(
              "words", "<__main__.OwnList object at 0x, ['a', <OwnList ...>], mine=<OwnList ...>>"),
          Map.entry("table", "<__main__.OwnDict object at 0x, {'k': 1}>"),
          Map.entry("pair", "<__main__.OwnTuple object at 0x, (1, 2)>"),
          Map.entry("group", "<__main__.OwnSet object at 0x, OwnSet({7})>"),
          Map.entry("counter", "<__main__.OwnCount object at 0x, OwnCount(7)>"),
          Map.entry("queue", "<__main__.OwnDeque object at 0x, OwnDeque([3])>"),
          Map.entry("error", "<__main__.OwnValueerror object at 0x, OwnValueerror('bad', 7)>"),
          Map.entry("module", "<__main__.OwnModule object at 0x, <module 'm' (built-in)>>"),
          Map.entry("point", "<__main__.Point object at 0x, Point(x=1, y=2)>"),
          Map.entry("plain", "Plain(x=3, y=4)"),
          Map.entry("back", "{'k': 2}"),
          Map.entry("bare", "<__main__.Bare object at 0x, 'b'>"),
          Map.entry("looked", "<__main__.Meta object at 0x, <class '__main__.Looked'>>"),
          Map.entry("hidden", "<__main__.Hidden object at 0x, {'k': 3}>"),
          Map.entry("failure", "Failure('bad', 7)"),
          Map.entry("inner", "[<__main__.OwnInt object at 0x, 6>]"));

  static Stream<Pythons.Python> pythons() {
    return Stream.concat(Pythons.allWithOld().stream(), Pythons.specialsThere());
  }

  @ParameterizedTest
  @MethodSource("pythons")
  void areShownAsInstances(Pythons.Python python) {
    try (RunningFixture process = Fixture.startPython(python, "own-reprs");
        Snapshot live = LiveProcess.open(process.pid())) {
      Inspector inspector = Targets.inspector(live);
      ScriptFrame main =
          inspector.stack(inspector.threads().getFirst(), Limits.DEFAULT).frames().stream()
              .filter(frame -> frame.function().equals("main"))
              .findFirst()
              .orElseThrow();
      Map<String, String> seen =
          inspector.locals(main, Limits.DEFAULT).stream()
              .collect(
                  Collectors.toMap(
                      Variable::name, v -> v.value().text().replaceAll("0x[0-9a-f]+", "0x")));
      assertEquals(expected(python), seen);
    }
  }

  private static Map<String, String> expected(Pythons.Python python) {
    Map<String, String> expected = new HashMap<>(SHOWN);
    boolean old = python.major() == 2;
    boolean named = !old && python.minor() >= 7;
    expected.put("made", named ? "<__main__.Made object at 0x, Made(x=1, y=2)>" : "None");
    expected.put("ordered", orderedAs(old || python.minor() < 12));
    if (!named) { // what derives from a C type has not its own name there
      expected.put("queue", "<__main__.OwnDeque object at 0x, deque([3])>");
      expected.put("counter", "<__main__.OwnCount object at 0x, count(7)>");
    }
    if (old) {
      expected.put("group", "<__main__.OwnSet object at 0x, OwnSet([7])>");
      expected.put("counter", "<__main__.OwnCount object at 0x>");
    }
    return expected;
  }

  /// Of an `OrderedDict`, which 2.7 has written in Python.
  private static String orderedAs(boolean pairs) {
    return pairs ? "OrderedDict([('a', 1)])" : "OrderedDict({'a': 1})";
  }
}
