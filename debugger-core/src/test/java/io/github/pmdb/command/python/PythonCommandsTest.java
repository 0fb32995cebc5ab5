package io.github.pmdb.command.python;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.command.Answer;
import io.github.pmdb.command.Commands;
import io.github.pmdb.command.Dispatcher;
import io.github.pmdb.command.FakeCore;
import io.github.pmdb.command.OpenSession;
import io.github.pmdb.output.Json;
import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.target.OpenOptions;
import io.github.pmdb.target.Target.FailedInterpreter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PythonCommandsTest {
  @TempDir Path root;
  private OpenSession session;

  private final Dispatcher dispatcher =
      new Dispatcher(
          new Commands(
              List.of(
                  new PyBt(),
                  new PyBtFull(),
                  new PyThreads(),
                  PyMove.up(),
                  PyMove.down(),
                  new PyList(),
                  PyVariables.locals(),
                  PyVariables.arguments(),
                  PyVariables.globals(),
                  new PyPrint())));

  @BeforeEach
  void open() throws IOException {
    Files.createDirectories(root.resolve("app"));
    Files.writeString(
        root.resolve("app/main.py"),
        """
        def leaf(a):
            return a.boom()
        def walk(n):
            return walk(n + 1)

        walk(0)
        """);
    open(1);
  }

  private void open(int recursion) {
    session =
        new OpenSession(
            new FakeCore(root, List.of(new FakePython(recursion)), List.of()), OpenOptions.DEFAULT);
  }

  private Answer run(String line) {
    return dispatcher.run(session, line);
  }

  private String text(String line) {
    return run(line).text().text();
  }

  @Test
  void btIsSpelledLikePythonsTraceback() {
    assertEquals(
        """
        Traceback (most recent call first):
          File "/app/main.py", line 2, in leaf
            return a.boom()
          File "/app/main.py", line 4, in walk
            return walk(n + 1)
          File "/app/main.py", line 6, in <module> [guessed]
            walk(0)
        """,
        text("py-bt"));
  }

  @Test
  void btCountsTheFramesOfARecursion() {
    open(1_000);
    assertTrue(
        text("py-bt")
            .contains(
                """
                  File "/app/main.py", line 4, in walk
                    return walk(n + 1)
                  [Previous line repeated 997 more times]
                  File "/app/main.py", line 6, in <module> [guessed]
                """),
        text("py-bt"));
    assertTrue(text("py-bt 1").endsWith("  (1001 more frames)\n"));
    assertTrue(text("py-bt -1").contains("in <module>"));
    assertFalse(text("py-bt -1").contains("in walk"));
  }

  @Test
  void btOfAllThreadsTellsProblems() {
    String all = text("py-bt --all");
    assertTrue(all.startsWith("Thread 100 \"MainThread\" (holds the GIL)\nTraceback"), all);
    assertTrue(
        all.endsWith(
            """

            Thread 101 "evil\\x1b[2J"
            Traceback (most recent call first):
              File "", line ?, in ? [unreadable: its code object is not in the core]
            note: the chain ends at 0x10
                  see verdict
            """),
        all);
  }

  @Test
  void btFullShowsVariables() {
    assertTrue(
        text("py-bt-full 1")
            .startsWith(
                """
                #0 Frame 0x7f0000, for file /app/main.py, line 2, in leaf
                    return a.boom()
                      a = 1
                      s = '\\x1b]0;'…
                      x = <not in the core>
                """),
        text("py-bt-full 1"));
    assertTrue(text("py-bt-full 1").endsWith("  (2 more frames)\n"));
    assertTrue(text("py-bt-full -1").startsWith("#2 Frame "));
  }

  @Test
  void listMarksTheLineAndUnderlinesTheExpression() {
    assertEquals(
        """
           1    def leaf(a):
          >2        return a.boom()
                           ^^^^^^
           3    def walk(n):
           4        return walk(n + 1)
           5
           6    walk(0)
        """,
        text("py-list").replaceAll(" +\n", "\n"));
    assertEquals("  >2        return a.boom()\n", text("py-list 2, 2").split("(?<=\n)")[0]);
  }

  @Test
  void listTellsWhereItLooked() throws IOException {
    Files.delete(root.resolve("app/main.py"));
    UserError error = assertThrows(UserError.class, () -> run("py-list"));
    assertEquals(
        "Unable to open /app/main.py: tried " + root.resolve("app/main.py"), error.getMessage());
    assertTrue(error.hint().contains("--source-path"));
    assertTrue(text("py-bt").contains("in leaf\n  File"), "frames are shown without source");
  }

  @ParameterizedTest
  @CsvSource({"py-list x", "py-list 1-2", "py-list 99"})
  void listRefusesOddRanges(String line) {
    assertThrows(UserError.class, () -> run(line));
  }

  @Test
  void localsAndPrintShowReprs() {
    assertEquals(
        """
        Locals for leaf
        a = 1
        s = '\\x1b]0;'…
        x = <not in the core>
        """,
        text("py-locals"));
    assertEquals("local 'a' = 1\n", text("py-print a"));
    assertEquals("global 'g' = 7\n", text("py-print g"));
    assertEquals("builtin 'len' = <built-in function>\n", text("py-print len"));
    UserError error = assertThrows(UserError.class, () -> run("py-print zzz"));
    assertEquals("'zzz' is no local, global or builtin name here", error.getMessage());
  }

  @Test
  void argumentsAndGlobalsAreShownApart() {
    assertEquals("Arguments of leaf\na = 1\n", text("py-args"));
    assertEquals(
        "Globals of leaf\ng = 7\n(left out: 1 with __ in front; --all shows them)\n",
        text("py-globals"));
    assertEquals("Globals of leaf\n__name__ = 'main'\ng = 7\n", text("py-globals --all"));
  }

  @Test
  void typeAddressAndReferencesAreShownOnRequest() {
    assertEquals(
        """
        Locals for leaf
        a = 1  (int at 0x10, immortal)
        s = '\\x1b]0;'…  (str at 0x20, 2 references)
        x = <not in the core>  (? at 0x30)
        """,
        text("py-locals --address --refcount"));
    assertEquals(
        "global 'g.h[\"k v\"]' = 8  (1 reference)\n", text("py-print --refcount g.h[\"k v\"]"));
    assertTrue(
        Json.result("py-locals", run("py-locals --refcount").value())
            .contains("\"references\":{\"a\":\"immortal\",\"s\":\"2\"}"));
  }

  @Test
  void expressionsAreTakenAsTyped() {
    assertEquals("global 'g.h[\"k v\"]' = 8\n", text("py-print g.h[\"k v\"]"));
    UserError error = assertThrows(UserError.class, () -> run("py-print g.x"));
    assertEquals("`g`: int has no `x`", error.getMessage());
    assertEquals("it has h", error.hint());
  }

  @Test
  void upAndDownMoveUntilTheEnds() {
    assertTrue(text("py-up").startsWith("#1 Frame 0x7f0010, for file /app/main.py, line 4"));
    assertTrue(text("py-locals").startsWith("Locals for walk\n"));
    String outermost = text("py-up 9");
    assertTrue(outermost.startsWith("#2 "), outermost);
    assertTrue(outermost.endsWith("note: #2 is the outermost of 3 frames\n"), outermost);
    UserError older = assertThrows(UserError.class, () -> run("py-up"));
    assertEquals("Unable to find an older python frame", older.getMessage());
    assertEquals("#2 is the outermost of 3 frames; `py-down` goes the other way", older.hint());
    assertTrue(text("py-down 2").startsWith("#0 "));
    UserError newer = assertThrows(UserError.class, () -> run("py-down"));
    assertEquals("Unable to find a newer python frame", newer.getMessage());
  }

  @Test
  void anotherThreadHasItsOwnFrames() {
    text("py-up");
    session.selectThread(101);
    assertTrue(text("py-bt").contains("[unreadable:"));
    session.selectThread(100);
    assertTrue(text("py-locals").startsWith("Locals for leaf\n"));
    session.selectThread(999);
    UserError error = assertThrows(UserError.class, () -> run("py-bt"));
    assertEquals("thread 999 runs no Python", error.getMessage());
  }

  @Test
  void threadsTellWhoHoldsTheLock() {
    assertEquals(
        """
        CPython 3.12.1
          GIL held by thread 100
        * Thread 100 "MainThread" (holds the GIL)
            pthread 0x7f00
            File "/app/main.py", line 2, in leaf
              return a.boom()
          Thread 101 "evil\\x1b[2J"
            File "", line ?, in ? [unreadable: its code object is not in the core]
        """,
        text("py-threads"));
  }

  @Test
  void jsonIsTheSameValue() {
    String json = Json.result("py-bt", run("py-bt 1").value());
    assertTrue(
        json.startsWith(
            "{\"schema\":1,\"command\":\"py-bt\",\"result\":{\"interpreter\":\"CPython 3.12.1\","
                + "\"all\":false,\"threads\":[{\"thread\":{\"language\":\"Python\","
                + "\"address\":\"0x1000\",\"tid\":100,"),
        json);
    assertTrue(
        json.contains(
            "\"columns\":{\"endLine\":2,\"start\":11,\"end\":17},"
                + "\"source\":\"    return a.boom()\",\"sourceDoubt\":\"\","
                + "\"certainty\":\"SURE\""),
        json);
    assertTrue(
        Json.result("py-print", run("py-print g").value())
            .contains("{\"name\":\"g\",\"variable\":{\"name\":\"g\",\"scope\":\"GLOBAL\""));
  }

  @Test
  void withoutPythonTheStepsOfTheSearchAreTold() {
    session =
        new OpenSession(
            new FakeCore(
                root,
                List.of(),
                List.of(
                    new FailedInterpreter(
                        "Python", "CPython 3.12", List.of("no _PyRuntime"), true))),
            OpenOptions.DEFAULT);
    UserError failed = assertThrows(UserError.class, () -> run("py-bt"));
    assertEquals("CPython 3.12 is in the target and can not be read", failed.getMessage());
    assertEquals("no _PyRuntime", failed.hint());
    session = new OpenSession(new FakeCore(root, List.of(), List.of()), OpenOptions.DEFAULT);
    UserError none = assertThrows(UserError.class, () -> run("py-bt"));
    assertEquals("no Python interpreter is in the target", none.getMessage());
  }
}
