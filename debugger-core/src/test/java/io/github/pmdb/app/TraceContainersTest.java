package io.github.pmdb.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.fixture.Fixture;
import io.github.pmdb.fixture.RunningFixture;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a class of C++ has by functions is had by its members.
@Timeout(value = 90, unit = TimeUnit.SECONDS)
final class TraceContainersTest {
  private static final String PLACE =
      "containers.c:" + Fixture.lineOf(Fixture.c("containers"), "/* the place */");

  /// @param compiler `libc++` is clang with its own library
  private static Path build(String compiler, String level) {
    if (compiler.equals("libc++")) {
      return Fixture.compileWithLibcxx("containers", "-std=c++17", level);
    }
    String[] flags = {"-x", "c++", "-std=c++17", "-Wl,--no-as-needed", "-lstdc++", level};
    return compiler.equals("gcc")
        ? Fixture.compile("containers", flags)
        : Fixture.compileByClang("containers", flags);
  }

  private static List<String> traced(Path program, String rest) {
    try (TraceSession session = new TraceSession();
        RunningFixture target = Fixture.start(List.of(program.toString()))) {
      session.run("trace -p %d %s %s".formatted(target.pid(), PLACE, rest));
      target.ask("go 2");
      session.awaitTold(" containers", 1);
      return session.told().stream()
          .filter(line -> line.contains(" containers"))
          .map(line -> line.replaceFirst(".* containers *", ""))
          .toList();
    }
  }

  @ParameterizedTest
  @CsvSource({"gcc, -O0", "gcc, -O2", "clang, -O0", "clang, -O2", "libc++, -O0", "libc++, -O2"})
  void elementsAndSizesOfVectors(String compiler, String level) {
    assertEquals(
        List.of(
            "numbers[n] = -2, numbers[1] - 1 = 19, numbers.size() = 3, numbers.empty() = false,"
                + " items->size() = 2, (*items)[1].id = 3"),
        traced(
            build(compiler, level),
            "if numbers[2] == -2 && items->size() > 1 print numbers[n], numbers[1] - 1,"
                + " numbers.size(), numbers.empty(), items->size(), (*items)[1].id"));
  }

  @ParameterizedTest
  @CsvSource({"gcc, -O0", "gcc, -O2", "clang, -O0", "clang, -O2", "libc++, -O0", "libc++, -O2"})
  void vectorsOfBits(String compiler, String level) {
    assertEquals(
        List.of(
            "bits[0] = true, bits[n] = false, bits[63] = true, bits[64] = false, bits[65] = false,"
                + " bits[n + 64] = true, bits[1] + bits[0] = 1, bits[70] = <cannot read 0x0>,"
                + " bits.size() = 70, bits.empty() = false"),
        traced(
            build(compiler, level),
            "if bits[66] && !bits[1] && bits[0] == true print bits[0], bits[n], bits[63], bits[64],"
                + " bits[65], bits[n + 64], bits[1] + bits[0], bits[70], bits.size(), bits.empty()"));
  }

  @ParameterizedTest
  @CsvSource({"gcc, -O0", "gcc, -O2", "clang, -O0", "libc++, -O0"})
  void vectorsByThemselvesTellTheirSize(String compiler, String level) {
    String hit = traced(build(compiler, level), "if n == 1 print numbers, *items, bits").getFirst();
    assertTrue(
        hit.matches(
            "numbers = \\{size 3, at 0x\\p{XDigit}+}, \\*items = \\{size 2, at 0x\\p{XDigit}+},"
                + " bits = \\{size 70, at 0x\\p{XDigit}+}"),
        hit);
  }

  /// In place and elsewhere.
  @ParameterizedTest
  @CsvSource({"gcc, -O0", "libc++, -O0", "libc++, -O2"})
  void textsOfEachKind(String compiler, String level) {
    assertEquals(
        List.of(
            "(*items)[0].name = \"one\", name = \"two with memory of its own\", part = \"with\","
                + " part[1] = 105 'i', part.size() = 4",
            "three:one two with memory of its own with|tw"),
        List.of(
            traced(
                    build(compiler, level),
                    "if n == 1 print (*items)[0].name, name, part, part[1], part.size()")
                .getFirst(),
            traced(
                    build(compiler, level),
                    "if n == 1 print \"three:%s %s %s|%.2s\", (*items)[0].name, name, part, name")
                .getFirst()));
  }

  @ParameterizedTest
  @CsvSource({"gcc, -O0", "gcc, -O2", "libc++, -O0", "libc++, -O2"})
  void elementsThatAreObjectsAndCharacters(String compiler, String level) {
    assertEquals(
        List.of(
            "(*items)[0] = {id = 1, name = \"one\"}, (*items)[1].name = \"two with memory of its"
                + " own\", name[4] = 119 'w', name.size() = 26, name.empty() = false"),
        traced(
            build(compiler, level),
            "if n == 1 && name[4] == 'w' && (*items)[0].name.size() == 3 print (*items)[0],"
                + " (*items)[1].name, name[4], name.size(), name.empty()"));
  }

  /// As Chromium builds libc++: the address first, and in the last byte whether the text is short.
  @Test
  void stringsOfAnotherLayoutAreNotMisread() {
    Path program =
        Fixture.compileWithLibcxx(
            "containers",
            "-std=c++17",
            "-D_LIBCPP_ABI_NAMESPACE=__Cr",
            "-D_LIBCPP_ABI_ALTERNATE_STRING_LAYOUT",
            "-D_LIBCPP_DISABLE_EXTERN_TEMPLATE");
    String hit = traced(program, "if n == 1 print (*items)[0].name, n").getFirst();
    assertTrue(hit.contains("__data_ = \"one\"") && hit.endsWith(", n = 1"), hit);
    String text = traced(program, "if n == 1 print \"%s|%s\", (*items)[0].name, name").getFirst();
    String[] texts = text.split("[|]");
    assertTrue(texts[0].contains("__data_ = \"one\""), text);
    assertTrue(texts[1].contains("__size_ = 26"), text);
    try (TraceSession session = new TraceSession();
        RunningFixture target = Fixture.start(List.of(program.toString()))) {
      String trace = "trace -p %d %s print name[4]".formatted(target.pid(), PLACE);
      String told = session.refusal(trace).toString();
      assertTrue(told.contains("what it holds only functions of the program know"), told);
    }
  }

  @Test
  void oneThatIsNotThereIsNotRead() {
    assertEquals(
        List.of("numbers[3] = <cannot read 0x0>, numbers[-1] = <cannot read 0x0>, n = 1"),
        traced(build("gcc", "-O0"), "if n == 1 print numbers[3], numbers[-1], n"));
  }

  @Test
  void otherFunctionsStayCalls() {
    try (TraceSession session = new TraceSession();
        RunningFixture target = Fixture.start(List.of(build("gcc", "-O0").toString()))) {
      String trace = "trace -p " + target.pid() + " ";
      for (String call : List.of("numbers.capacity()", "n.size()", "numbers.size(1)", "sink()")) {
        String told = session.refusal(trace + PLACE + " print " + call).toString();
        assertTrue(told.contains("is a call, and nothing of the program is run"), told);
      }
      String told = session.refusal(trace + PLACE + " print others[1]").toString();
      assertTrue(told.contains("what it holds only functions of the program know"), told);
    }
  }

  @ParameterizedTest
  @CsvSource({"gcc, -O0", "gcc, -O2", "clang, -O0", "clang, -O2"})
  void enumsOfClasses(String compiler, String level) {
    assertEquals(
        List.of(
            "Door::SHUT = Door::SHUT, door.state == Door::OPEN = false, door.shade = Door::LIGHT,"
                + " door.mode == Door::Mode::ON = true"),
        traced(
            build(compiler, level),
            "if door.state == Door::LOCKED && door.shade != Door::DARK print Door::SHUT,"
                + " door.state == Door::OPEN, door.shade, door.mode == Door::Mode::ON"));
  }
}
