package io.github.pmdb.mi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class MiJsonTest {
  record Frame(int level, String func, boolean inlined) {}

  record Stack(List<Frame> stack) {}

  private static MiValue.Tuple results(String line) {
    return assertInstanceOf(MiRecord.Result.class, MiParser.parse(Escapes.utf8(line))).results();
  }

  @Test
  void bindsToRecords() {
    MiValue value =
        results(
            "^done,stack=[frame={level=\"0\",func=\"f\",inlined=\"true\"},frame={level=\"1\",func=\"main\",inlined=\"false\"}]");
    assertEquals(
        new Stack(List.of(new Frame(0, "f", true), new Frame(1, "main", false))),
        JsonMapper.builder().build().treeToValue(MiJson.tree(value), Stack.class));
  }

  @Test
  void repeatedNamesBecomeArrays() {
    assertEquals(
        "{\"a\":[\"1\",[\"2\"],\"3\"],\"\":\"x\",\"b\":[\"4\"]}",
        MiJson.tree(results("^done,a=\"1\",a=[\"2\"],a=\"3\",\"x\",b=[\"4\"]")).toString());
  }
}
