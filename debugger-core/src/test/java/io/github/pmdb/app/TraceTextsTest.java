package io.github.pmdb.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.pmdb.fixture.Fixture;
import io.github.pmdb.fixture.RunningFixture;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Objects of C++'s library that hold text are shown as that.
@Timeout(value = 90, unit = TimeUnit.SECONDS)
final class TraceTextsTest {
  private static final String[] CPP = {
    "-x", "c++", "-std=c++17", "-Wl,--no-as-needed", "-lstdc++", "-Wno-unused-result", ""
  };
  private static final String SPEC =
      "texts.c:"
          + Fixture.lineOf(Fixture.c("texts"), "/* the place */")
          + " print name, *longer, r.path, r.part, empty, own";

  private static Path build(String compiler, String level) {
    String[] flags = CPP.clone();
    flags[flags.length - 1] = level;
    return compiler.equals("gcc")
        ? Fixture.compile("texts", flags)
        : Fixture.compileByClang("texts", flags);
  }

  private static List<String> traced(Path program, String spec) {
    try (TraceSession session = new TraceSession();
        RunningFixture target = Fixture.start(List.of(program.toString()))) {
      session.run("trace -p %d %s".formatted(target.pid(), spec));
      target.ask("go 2");
      session.awaitTold(" texts ", 2);
      return session.told().stream()
          .filter(line -> line.contains(" texts "))
          .map(line -> line.replaceFirst(".* texts +", ""))
          .toList();
    }
  }

  @ParameterizedTest
  @CsvSource({"gcc, -O0", "gcc, -O2", "clang, -O0", "clang, -O2"})
  void stringsAreShownAsTheirText(String compiler, String level) {
    String own = "own = \"n\\\"%d!\"";
    assertEquals(
        List.of(
            "name = \"n\\\"0\", *longer = \"/a path that needs memory of its own/n\\\"0\","
                + " r.path = \"/srv/ä/n\\\"0\", r.part = \"path\", empty = \"\", "
                + own.formatted(0),
            "name = \"n\\\"1\", *longer = \""
                + "x".repeat(103)
                + "\"..., r.path = \"/srv/ä/n\\\"1\","
                + " r.part = \"path\", empty = \"\", "
                + own.formatted(1)),
        traced(build(compiler, level), SPEC));
  }

  @ParameterizedTest
  @CsvSource({"gcc, -O0", "clang, -O2"})
  void aFormatTakesThemAsStrings(String compiler, String level) {
    String spec =
        SPEC.replaceFirst(" print .*", " print \"%s|%-8s|%.2s|%s.\", name, r.part, r.path, empty");
    assertEquals(
        List.of("n\"0|path    |/s|.", "n\"1|path    |/s|."), traced(build(compiler, level), spec));
  }

  @ParameterizedTest
  @CsvSource({"gcc, -O0", "gcc, -O2"})
  void soAreThoseInStructs(String compiler, String level) {
    String spec = SPEC.replaceFirst(" print .*", " print r");
    assertEquals(
        List.of(
            "r = {id = 0, path = \"/srv/ä/n\\\"0\", part = \"path\"}",
            "r = {id = 1, path = \"/srv/ä/n\\\"1\", part = \"path\"}"),
        traced(build(compiler, level), spec));
  }
}
