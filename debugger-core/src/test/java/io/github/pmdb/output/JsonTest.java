package io.github.pmdb.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class JsonTest {
  record Place(long address, Optional<Long> faultAddress, OptionalLong tid, long pid) {}

  sealed interface Match {}

  record Found(Path path) implements Match {}

  record Wrong(String why) implements Match {}

  record Listing(List<Match> zebra, Match apple) {}

  record Pause(Duration stoodStill) {}

  @Test
  void wrapsAResult() {
    assertEquals(
        "{\"schema\":1,\"command\":\"py-bt\",\"result\":[1,2]}",
        Json.result("py-bt", List.of(1, 2)));
  }

  /// Half a surrogate pair is no character.
  @Test
  void halvesOfCharactersAreToldAsLetters() {
    assertEquals(
        "{\"schema\":1,\"command\":\"\",\"result\":[\"a\\\\udce9\\\\udcff\",\"\\uD83D\\uDE00\",\"\\\\uD83D\"]}",
        Json.result("", List.of("a\udce9\udcff", "\ud83d\ude00", "\\uD83D")));
  }

  @Test
  void wrapsAnError() {
    assertEquals(
        "{\"schema\":1,\"error\":{\"message\":\"no such file\",\"hint\":\"\"}}",
        Json.error("no such file", ""));
  }

  @Test
  void addressesAreTextAndIdsAreNumbers() {
    assertEquals(
        "{\"address\":\"0xffffffffff600000\",\"faultAddress\":\"0x8\",\"tid\":null,\"pid\":7}",
        result(new Place(0xffffffffff600000L, Optional.of(8L), OptionalLong.empty(), 7)));
    assertEquals(
        "{\"address\":\"0x0\",\"faultAddress\":null,\"tid\":9,\"pid\":7}",
        result(new Place(0, Optional.empty(), OptionalLong.of(9), 7)));
  }

  @Test
  void casesOfASealedInterfaceTellTheirKindAndKeepTheirOrder() {
    assertEquals(
        "{\"zebra\":[{\"kind\":\"found\",\"path\":\"/bin/true\"},"
            + "{\"kind\":\"wrong\",\"why\":\"build-id\"}],"
            + "\"apple\":{\"kind\":\"wrong\",\"why\":\"x\"}}",
        result(
            new Listing(
                List.of(new Found(Path.of("/bin/true")), new Wrong("build-id")), new Wrong("x"))));
    assertEquals("{\"kind\":\"wrong\",\"why\":\"x\"}", result(new Wrong("x")));
  }

  @Test
  void durationsAreIso8601() {
    assertEquals("{\"stoodStill\":\"PT0.25S\"}", result(new Pause(Duration.ofMillis(250))));
  }

  @Test
  void hostileTextIsAscii() {
    String json = result(List.of("\u001b]0;x\u0007\u009b\u202e\u007f\ud800é"));
    assertEquals("[\"\\u001B]0;x\\u0007\\u009B\\u202E\\u007F\\\\ud800\\u00E9\"]", json);
    assertTrue(json.chars().allMatch(c -> c >= 0x20 && c < 0x7f));
  }

  private static String result(Object value) {
    String json = Json.result("c", value);
    String head = "{\"schema\":1,\"command\":\"c\",\"result\":";
    assertTrue(json.startsWith(head), json);
    return json.substring(head.length(), json.length() - 1);
  }
}
