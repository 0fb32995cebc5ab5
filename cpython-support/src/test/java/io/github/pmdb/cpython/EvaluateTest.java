package io.github.pmdb.cpython;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.fixture.Pythons;
import io.github.pmdb.fixture.RunningFixture;
import io.github.pmdb.interpreter.Inspector;
import io.github.pmdb.interpreter.Limits;
import io.github.pmdb.interpreter.ScriptFrame;
import io.github.pmdb.interpreter.Variable;
import io.github.pmdb.interpreter.Variable.Scope;
import io.github.pmdb.procfs.LiveProcess;
import io.github.pmdb.snapshot.Snapshot;
import io.github.pmdb.snapshot.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Expressions against a program that waits: their values, and what is said where there is none.
class EvaluateTest {
  private static final Map<String, String> VALUES =
      Map.ofEntries(
          Map.entry("number", "12"),
          Map.entry("request.left", "'l'"),
          Map.entry("request.headers[\"host\"]", "'example'"),
          Map.entry("request . headers [ 'gr\\xf6\u00dfe' ]", "2"),
          Map.entry("request.headers[7]", "'seven'"),
          Map.entry("request.headers[7.0]", "'seven'"),
          Map.entry("request.headers[2.5]", "'real'"),
          Map.entry("request.headers[0x400000000000000000]", "'huge'"),
          Map.entry("request.headers[b'raw']", "3"),
          Map.entry("request.headers[1, 'x']", "'pair'"),
          Map.entry("request.headers[(True, 'x')]", "'pair'"),
          Map.entry("request.headers[None]", "0"),
          Map.entry("request.rows[-1][1]['deep'][1]", "20"),
          Map.entry("request.rows[0][-3]", "1"),
          Map.entry("request.kinds['a']", "1"),
          Map.entry("request.shared[0]", "'of the class'"),
          Map.entry("request.__class__.shared", "['of the class']"),
          Map.entry("Request.kinds", "{'a': 1}"),
          Map.entry("Base.shared[0]", "'of the class'"),
          Map.entry("space.inner.rows[0]", "[1, 2, 3]"),
          Map.entry("point[1]['in']", "'point'"),
          Map.entry("Looked.kind", "'of the metaclass'"),
          Map.entry("Looked.own", "1"),
          Map.entry(
              "looked.__class__.__mro__",
              "(<class '__main__.Looked'>, <class 'dict'>, <class 'object'>)"),
          Map.entry("Looked.__bases__", "(<class 'dict'>,)"),
          Map.entry("bool.__bases__", "(<class 'int'>,)"),
          Map.entry("Looked.__name__", "'Looked'"),
          Map.entry("Looked.__qualname__", "'Looked'"),
          Map.entry("Looked.__module__", "'__main__'"),
          Map.entry("Looked.helper.__name__", "'helper'"),
          Map.entry("looked.helper.__qualname__", "'Looked.helper'"),
          Map.entry("made['k']", "1"),
          Map.entry("point.x", "4"),
          Map.entry("point.y['in']", "'point'"),
          Map.entry("version.major", "3"),
          Map.entry("int.bit_length", "<method 'bit_length' of 'int' objects>"),
          Map.entry("queue.append.__self__[0]", "1"),
          Map.entry("request.method.__self__.left", "'l'"),
          Map.entry("request.method.__qualname__", "'Base.method'"),
          Map.entry("request.__class__.__init__.__code__.co_name", "'__init__'"),
          Map.entry("int.__add__", "<slot wrapper '__add__' of 'int' objects>"),
          Map.entry("queue[0]", "1"),
          Map.entry("queue[-1]", "299"),
          Map.entry("queue[200]", "201"),
          Map.entry("ordered['y']", "2"),
          Map.entry("rest[0]", "'first'"),
          Map.entry("options['option']", "'o'"),
          Map.entry("module_level['level']", "'module'"),
          Map.entry("collections.namedtuple.__code__.co_name", "'namedtuple'"),
          Map.entry("error.args[1]", "7"),
          Map.entry("window.stop", "2"),
          Map.entry("failed.filename", "'fn'"),
          Map.entry("failed.errno", "2"),
          Map.entry("failed.filename2", "None"),
          Map.entry("ratio.real", "1.5"),
          Map.entry("request.__dict__['computed_not']", "1"),
          Map.entry("Request.__dict__['kinds']['a']", "1"),
          Map.entry("color.value", "'red'"),
          Map.entry("color.name", "'RED'"),
          Map.entry("bound.__self__[0]", "1"),
          Map.entry("handler.__doc__", "None"),
          Map.entry("handler.__module__", "'__main__'"),
          Map.entry("handler.__globals__['module_level']['level']", "'module'"),
          Map.entry("inner.__closure__[0].cell_contents", "12"),
          Map.entry("large[49999]", "-49999"),
          Map.entry("handler.__qualname__", "'handler'"));

  /// What is said, and the hint.
  private static final Map<String, List<String>> ERRORS =
      Map.ofEntries(
          Map.entry("nothing.x", List.of("'nothing' is no local, global or builtin", "py-locals")),
          Map.entry(
              "request.heders.x",
              List.of(
                  "`request`: Request has no `heders`; its __getattr__ might make one", "headers")),
          Map.entry(
              "request.computed",
              List.of("`computed` is a property of Base: code computes it", "headers")),
          Map.entry("request.cached", List.of("of Base: code computes it", "headers")),
          Map.entry("request.unset", List.of("slot of Slotted that is not set", "left")),
          Map.entry(
              "request.headers['hots']",
              List.of("`request.headers`: there is no key ['hots']", "'host', 'größe', 7")),
          Map.entry(
              "request.rows[2]", List.of("there is no item 2 in the list", "indexes are 0 to 1")),
          Map.entry("request.rows[-3]", List.of("no item -3", "0 to 1")),
          Map.entry("request.rows['x']", List.of("a list has indexes, not keys", "0 to 1")),
          Map.entry("text[0]", List.of("str has no items that are objects", "brackets look")),
          Map.entry("large[50000]", List.of("no key [50000]", "of 50000")),
          Map.entry(
              "request.elsewhere",
              List.of("`elsewhere` is a Elsewhere of Request: its __get__ would run", "headers")),
          Map.entry("request.__dict__['nope']", List.of("there is no key ['nope']", "")),
          Map.entry("Looked.named", List.of("`named` is a property of Meta: code", "kind")),
          Map.entry("looked.kind", List.of("Looked has no `kind`", "it has own, helper")),
          Map.entry("looked['k']", List.of("`Looked.__getitem__` would run for that", "")),
          Map.entry("listed[0]", List.of("`Listed.__getitem__` would run for that", "")),
          Map.entry("made['n']", List.of("['n']; `Made.__missing__` would run", "'k'")),
          Map.entry("request.method[0]", List.of("a method has no items", "")),
          Map.entry(
              "queue.append.nope",
              List.of("no `nope` of a builtin_f", "it has __name__, __self__")),
          Map.entry("number.nothing", List.of("int has no `nothing`", "")),
          Map.entry("collections.nope", List.of("module has no `nope`", "it has ")));

  @TempDir static Path directory;

  static Stream<Pythons.Python> pythons() {
    return Pythons.allWithOld().stream();
  }

  @ParameterizedTest
  @MethodSource("pythons")
  void everyPartIsFoundOrNamed(Pythons.Python python) throws IOException {
    Path program = directory.resolve("paths.py");
    try (InputStream in = EvaluateTest.class.getResourceAsStream("paths.py")) {
      Files.write(program, Objects.requireNonNull(in).readAllBytes());
    }
    try (RunningFixture process =
        RunningFixture.start(List.of(python.program().toString(), program.toString()))) {
      process.awaitReady();
      Targets.awaitStill(process);
      try (Snapshot live = LiveProcess.open(process.pid())) {
        Inspector inspector = Targets.inspector(live);
        ScriptFrame frame = handler(inspector);
        assertEquals(List.of(), wrongValues(inspector, frame));
        assertEquals(List.of(), wrongErrors(inspector, frame));
        names(inspector, frame);
        references(inspector, frame);
      }
    }
  }

  private static ScriptFrame handler(Inspector inspector) {
    return inspector.threads().stream()
        .flatMap(t -> inspector.stack(t, Limits.DEFAULT).frames().stream())
        .filter(f -> f.function().equals("handler"))
        .findFirst()
        .orElseThrow();
  }

  private static List<String> wrongValues(Inspector inspector, ScriptFrame frame) {
    List<String> wrong = new ArrayList<>();
    VALUES.forEach((expression, expected) -> {
      String seen;
      try {
        seen = inspector.evaluate(frame, expression, Limits.DEFAULT).value().text();
      } catch (UserError error) {
        seen = error.getMessage() + " / " + error.hint();
      }
      if (!seen.equals(expected)) {
        wrong.add(expression + ": " + seen);
      }
    });
    return wrong;
  }

  private static List<String> wrongErrors(Inspector inspector, ScriptFrame frame) {
    List<String> wrong = new ArrayList<>();
    ERRORS.forEach((expression, expected) -> {
      UserError error =
          assertThrows(
              UserError.class,
              () -> inspector.evaluate(frame, expression, Limits.DEFAULT),
              expression);
      String message = "" + error.getMessage();
      if (!message.contains(expected.getFirst()) || !error.hint().contains(expected.getLast())) {
        wrong.add(expression + ": " + message + " / " + error.hint());
      }
    });
    return wrong;
  }

  private static void names(Inspector inspector, ScriptFrame frame) {
    assertEquals(List.of("request", "rest"), inspector.completions(frame, "re"));
    assertEquals(List.of("module_level"), inspector.completions(frame, "module_l"));
    assertEquals(List.of("request.headers"), inspector.completions(frame, "request.he"));
    assertEquals(
        List.of("request.rows"),
        inspector.completions(frame, "space.inner.ro").stream()
            .map(name -> name.replace("space.inner", "request"))
            .toList());
    assertTrue(inspector.completions(frame, "collections.Ordered").size() == 1);
    for (String name :
        List.of(
            "request.__dict__",
            "Request.__mro__",
            "request.method.__self__",
            "request.method.__defaults__",
            "queue.append.__self__")) {
      String typed = name.substring(0, name.length() - 3);
      assertEquals(List.of(name), inspector.completions(frame, typed));
    }
    List<String> globals =
        inspector.globals(frame, Limits.DEFAULT).stream().map(Variable::name).toList();
    assertTrue(globals.containsAll(List.of("Request", "module_level", "handler")), "" + globals);
    assertEquals(
        List.of("request", "rest", "options"),
        inspector.locals(frame, Limits.DEFAULT).stream()
            .filter(v -> v.scope() == Scope.ARGUMENT)
            .map(Variable::name)
            .toList());
  }

  private static void references(Inspector inspector, ScriptFrame frame) {
    Variable request = inspector.evaluate(frame, "request", Limits.DEFAULT);
    int count = Integer.parseInt(inspector.references(request.value().address()).orElseThrow());
    assertTrue(count >= 2 && count < 10, () -> "" + count);
    Variable none = inspector.evaluate(frame, "None", Limits.DEFAULT);
    String nones = inspector.references(none.value().address()).orElseThrow();
    boolean immortal = !inspector.title().matches("CPython 3\\.([6-9]|1[01])\\..*");
    assertEquals(immortal, nones.equals("immortal"), nones);
  }
}
