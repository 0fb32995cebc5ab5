package io.github.pmdb.snapshot;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class ProblemTest {
  private static final List<Problem> THREE =
      List.of(new Problem("a"), new Problem("b"), new Problem("c"));

  @Test
  void whatIsLeftOutIsCounted() {
    assertEquals(
        List.of(new Problem("a"), new Problem("2 more such problems")), Problem.first(THREE, 1));
    assertEquals(THREE, Problem.first(THREE, 3));
  }
}
