package io.github.pmdb.command.trace.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

class FlameGraphTest {
  private static final Map<List<String>, Long> STACKS =
      Map.of(
          List.of("operator< <int>(a&, \"b\")", "main"), 3L,
          List.of("x\1\u001b[31m\ufffe]]>", "main"), 1L);

  private static Document parsed(String xml) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void aPictureIsWellFormed() throws Exception {
    Document picture = parsed(FlameGraph.svg("f if a < b && \"c\"", STACKS));
    assertEquals("svg", picture.getDocumentElement().getTagName());
    assertEquals("http://www.w3.org/2000/svg", picture.getDocumentElement().getAttribute("xmlns"));
    NodeList titles = picture.getElementsByTagName("title");
    List<String> texts =
        IntStream.range(0, titles.getLength())
            .mapToObj(i -> titles.item(i).getTextContent())
            .toList();
    assertEquals("f if a < b && \"c\"", texts.getFirst());
    assertTrue(texts.contains("all: 4, 100.00 %"), texts.toString());
    assertTrue(texts.contains("operator< <int>(a&, \"b\"): 3, 75.00 %"), texts.toString());
    assertEquals(4, picture.getElementsByTagName("rect").getLength());
  }

  @Test
  void aPictureOfNothingIsOneToo() throws Exception {
    assertEquals(1, parsed(FlameGraph.svg("f", Map.of())).getElementsByTagName("rect").getLength());
  }
}
