package io.github.pmdb.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.app.Catalog;
import io.github.pmdb.command.FakeCore;
import io.github.pmdb.command.OpenSession;
import io.github.pmdb.interpreter.Inspector;
import io.github.pmdb.interpreter.SourceInspector;
import io.github.pmdb.target.OpenOptions;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser.ParseContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompletionTest {
  @TempDir Path directory;

  private List<String> complete(String line, Inspector... inspectors) {
    OpenSession session =
        new OpenSession(
            new FakeCore(directory, List.of(inspectors), List.of()), OpenOptions.DEFAULT);
    return new Completion(Catalog.all(), session)
        .of(line).stream().map(Completion.Proposal::value).toList();
  }

  @Test
  void namesFlagsThreadsAndCommands() {
    assertEquals(List.of("py-bt", "py-bt-full", "py-break"), complete("py-b"));
    assertTrue(complete("py-bt --").containsAll(List.of("--all", "--json")));
    assertEquals(List.of("100", "101"), complete("tid "));
    assertEquals(List.of("101"), complete("stacks 101"));
    assertEquals(List.of("verdict"), complete("help verd"));
    assertEquals(List.of(), complete("break ma"));
  }

  @Test
  void placesOfPythonAreCompleted() {
    List<String> known = List.of("orders.py:", "orders.py:total", "total", "Basket.total");
    Object inspector =
        Proxy.newProxyInstance(
            CompletionTest.class.getClassLoader(),
            new Class<?>[] {Inspector.class, SourceInspector.class},
            (_, method, _) ->
                switch (method.getName()) {
                  case "places" -> known;
                  case "completions" -> List.of("rate", "result");
                  default -> List.of();
                });
    Inspector python = (Inspector) inspector;
    assertEquals(List.of("orders.py:", "orders.py:total"), complete("py-break ord", python));
    assertEquals(List.of("total"), complete("py-break --run tot", python));
    assertEquals(List.of("if"), complete("py-break total i", python));
    assertEquals(List.of(), complete("py-break total if x", python));
  }

  @Test
  void wordsAreSplitAtBlanksAlone() {
    ParsedLine line = new GdbLineParser().parse("b 'foo(int", 10, ParseContext.COMPLETE);
    assertEquals(List.of("b", "'foo(int"), line.words());
    assertEquals("'foo(int", line.word());
    ParsedLine empty = new GdbLineParser().parse("b ", 2, ParseContext.COMPLETE);
    assertEquals(List.of("b", ""), empty.words());
    assertEquals(1, empty.wordIndex());
  }
}
