package io.github.pmdb.mi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class MiBreakpointTest {
  private static final String HEAD =
      "number=\"1\",type=\"breakpoint\",enabled=\"y\",addr=\"<MULTIPLE>\"";
  private static final String PLACES =
      "{number=\"1.1\",enabled=\"y\",addr=\"0x10\",func=\"f(int)\"},"
          + "{number=\"1.2\",enabled=\"n\",addr=\"0x20\",func=\"f(char)\"}";

  private static List<MiBreakpoint> in(String line) {
    return MiBreakpoint.in(
        assertInstanceOf(MiRecord.Result.class, MiParser.parse(Escapes.utf8(line))).results());
  }

  private static final MiBreakpoint EXPECTED =
      new MiBreakpoint(
          "1",
          "breakpoint",
          true,
          OptionalLong.empty(),
          "",
          List.of(
              new MiBreakpoint.Location("1.1", true, OptionalLong.of(0x10), "f(int)"),
              new MiBreakpoint.Location("1.2", false, OptionalLong.of(0x20), "f(char)")));

  @Test
  void locationsInsideAsInMi3() {
    assertEquals(List.of(EXPECTED), in("^done,bkpt={" + HEAD + ",locations=[" + PLACES + "]}"));
  }

  @Test
  void locationsBehindAsInMi2() {
    assertEquals(List.of(EXPECTED), in("^done,bkpt={" + HEAD + "}," + PLACES));
  }

  @Test
  void tableOfMi2WithTwoBreakpoints() {
    List<MiBreakpoint> found =
        in(
            "^done,BreakpointTable={nr_rows=\"2\",hdr=[],body=[bkpt={"
                + HEAD
                + "},"
                + PLACES
                + ",bkpt={number=\"2\",type=\"hw watchpoint\",enabled=\"n\",what=\"x\"}]}");
    assertEquals(EXPECTED, found.getFirst());
    assertEquals("2", found.getLast().number());
    assertEquals(List.of(), found.getLast().locations());
    assertEquals(false, found.getLast().enabled());
  }
}
