package io.github.pmdb.mi;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.mi.MiValue.Entry;
import io.github.pmdb.mi.MiValue.MiList;
import io.github.pmdb.mi.MiValue.Tuple;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MiParserTest {
  private static MiRecord parse(String line) {
    return MiParser.parse(line.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static Tuple results(String line) {
    return assertInstanceOf(MiRecord.Result.class, parse(line)).results();
  }

  private static Entry entry(String name, String value) {
    return new Entry(name, MiConst.of(value));
  }

  @Test
  void resultWithTokenAndResults() {
    assertEquals(
        new MiRecord.Result(
            OptionalLong.of(42),
            "done",
            new Tuple(List.of(entry("number", "1"), entry("type", "breakpoint")))),
        parse("42^done,number=\"1\",type=\"breakpoint\""));
  }

  @Test
  void resultWithoutAnything() {
    assertEquals(
        new MiRecord.Result(OptionalLong.empty(), "running", Tuple.EMPTY), parse("^running"));
  }

  @Test
  void asyncRecords() {
    Tuple all = new Tuple(List.of(entry("thread-id", "all")));
    assertEquals(
        new MiRecord.Exec(OptionalLong.empty(), "running", all),
        parse("*running,thread-id=\"all\""));
    assertEquals(
        new MiRecord.Notify(OptionalLong.of(7), "thread-created", all),
        parse("7=thread-created,thread-id=\"all\""));
    assertEquals(
        new MiRecord.Status(OptionalLong.empty(), "download", all),
        parse("+download,thread-id=\"all\""));
  }

  @Test
  void streams() {
    assertEquals(new MiRecord.Console(MiConst.of("a\n")), parse("~\"a\\n\""));
    assertEquals(new MiRecord.Target(MiConst.of("b\t")), parse("@\"b\\t\""));
    assertEquals(new MiRecord.Log(MiConst.of("\"q\" \\")), parse("&\"\\\"q\\\" \\\\\""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"(gdb)", "(gdb) ", "(gdb) \r", "(gdb)\r\r"})
  void prompt(String line) {
    assertEquals(new MiRecord.Prompt(), parse(line));
  }

  @Test
  void carriageReturnsAtTheEndAreNotContent() {
    assertEquals(parse("^done,a=\"1\""), parse("^done,a=\"1\"\r"));
  }

  @Test
  void octalEscapesAreBytes() {
    MiConst text =
        assertInstanceOf(MiRecord.Console.class, parse("~\"\\303\\244\\0\\377\\1x\\e\"")).text();
    assertArrayEquals(
        new byte[] {(byte) 0xc3, (byte) 0xa4, 0, (byte) 0xff, 1, 'x', 27}, text.bytes());
    assertTrue(text.text().startsWith("ä\0"));
  }

  @Test
  void bytesThatAreNotUtf8ArePassedOn() {
    MiConst text = assertInstanceOf(MiRecord.Console.class, parse("~\"a\u00ff\u00feb\"")).text();
    assertArrayEquals(new byte[] {'a', (byte) 0xff, (byte) 0xfe, 'b'}, text.bytes());
    assertEquals("a\ufffd\ufffdb", text.text());
  }

  @Test
  void emptyListsTuplesAndStrings() {
    assertEquals(
        new Tuple(
            List.of(
                new Entry("a", new MiList(List.of())),
                new Entry("b", new Tuple(List.of())),
                entry("c", ""))),
        results("^done,a=[],b={},c=\"\""));
  }

  @Test
  void listsOfResultsAndOfValues() {
    assertEquals(
        new MiList(
            List.of(
                new Entry("frame", new Tuple(List.of(entry("level", "0")))),
                new Entry("frame", new Tuple(List.of(entry("level", "1")))))),
        results("^done,stack=[frame={level=\"0\"},frame={level=\"1\"}]").list("stack"));
    assertEquals(
        List.of("a", "b"),
        results("^done,names=[\"a\",\"b\"]").list("names").values().map(MiValue::text).toList());
  }

  @Test
  void repeatedNamesAllStay() {
    Tuple tuple = results("^done,t={script=\"a\",script=\"b\"}").tuple("t");
    assertEquals(List.of(MiConst.of("a"), MiConst.of("b")), tuple.all("script"));
    assertEquals("a", tuple.text("script"));
  }

  @Test
  void valuesWithoutNamesInATuple() {
    assertEquals(
        new Tuple(List.of(entry("", "silent"), entry("", "continue"))),
        results("^done,script={\"silent\",\"continue\"}").tuple("script"));
  }

  @Test
  void bareWordsAndEmptyValues() {
    assertEquals(
        new Tuple(List.of(entry("a", "0x10"), entry("b", ""), entry("", "word"))),
        results("^done,a=0x10,b=,word"));
  }

  @Test
  void numbers() {
    Tuple tuple = results("^done,a=\"0xffffffffff600000\",b=\"12\",c=\"<MULTIPLE>\"");
    assertEquals(OptionalLong.of(0xffffffffff600000L), tuple.number("a"));
    assertEquals(OptionalLong.of(12), tuple.number("b"));
    assertEquals(OptionalLong.empty(), tuple.number("c"));
    assertEquals(OptionalLong.empty(), tuple.number("none"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\r",
        "hello",
        "123",
        "^",
        "*",
        "=,a=\"1\"",
        "^done,a=\"1",
        "~\"unterminated",
        "~no",
        "^done,a=[\"1\"",
        "^done,a={b=\"1\"]",
        "^done}",
        "~\"a\"b",
        "12345678901234567890^done",
        "^done,a=\"\\",
        "~\"a\\\"",
        "^done,a=[,",
        "^done,a=[{"
      })
  void oddLinesAreKeptWithAReason(String line) {
    MiRecord.Unparsed odd = assertInstanceOf(MiRecord.Unparsed.class, parse(line));
    assertTrue(odd.reason().contains("column"), odd.reason());
    assertEquals(line.replace("\r", ""), odd.line().text());
  }

  @Test
  void depthIsBounded() {
    String deep = "^done,a=" + "[".repeat(100_000) + "]".repeat(100_000);
    MiRecord.Unparsed odd = assertInstanceOf(MiRecord.Unparsed.class, parse(deep));
    assertTrue(odd.reason().contains("nested deeper"), odd.reason());
    String allowed = "^done,a=" + "[".repeat(128) + "]".repeat(128);
    assertInstanceOf(MiRecord.Result.class, parse(allowed));
  }

  @Test
  void outputOfAProgramBeforeARecord() {
    List<MiRecord> both =
        MiParser.parseMixed("loading...12^done,a=\"1\"".getBytes(StandardCharsets.ISO_8859_1));
    assertEquals(
        MiConst.of("loading..."),
        assertInstanceOf(MiRecord.Unparsed.class, both.getFirst()).line());
    assertEquals(parse("12^done,a=\"1\""), both.getLast());
    assertEquals(
        2,
        MiParser.parseMixed("50%*stopped,reason=\"exited\"".getBytes(StandardCharsets.US_ASCII))
            .size());
  }

  @Test
  void textThatOnlyLooksLikeARecordStaysText() {
    for (String line : List.of("say ^done", "x^done,a=\"1\"", "a*running,thread", "1^doner")) {
      List<MiRecord> records = MiParser.parseMixed(line.getBytes(StandardCharsets.US_ASCII));
      assertEquals(MiConst.of(line), lineOf(records), line);
    }
  }

  private static MiConst lineOf(List<MiRecord> records) {
    assertEquals(1, records.size());
    return switch (records.getFirst()) {
      case MiRecord.Unparsed(MiConst line, _) -> line;
      case MiRecord.Result(_, String name, _) -> MiConst.of("1^" + name);
      default -> MiConst.of("something else");
    };
  }
}
