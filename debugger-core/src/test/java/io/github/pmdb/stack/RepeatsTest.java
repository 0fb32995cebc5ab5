package io.github.pmdb.stack;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RepeatsTest {
  private static List<String> repeated(String round, int times) {
    return Collections.nCopies(times, List.of(round.split(""))).stream()
        .flatMap(List::stream)
        .toList();
  }

  private static List<String> join(List<String> first, List<String> second) {
    return Stream.concat(first.stream(), second.stream()).toList();
  }

  @Test
  void roundsOfOneToFourAreFound() {
    assertEquals(List.of(new Repeats(0, 1, 1000)), Repeats.in(repeated("a", 1000), true));
    assertEquals(List.of(new Repeats(0, 2, 500)), Repeats.in(repeated("ab", 500), true));
    assertEquals(List.of(new Repeats(0, 3, 9)), Repeats.in(repeated("aab", 9), true));
    assertEquals(List.of(new Repeats(0, 4, 4)), Repeats.in(repeated("abcd", 4), true));
    assertEquals("the 2 frames above, 499 more times", new Repeats(0, 2, 500).more());
  }

  @Test
  void whatIsBeforeAndBehindIsKept() {
    List<String> keys = join(join(repeated("xyz", 1), repeated("ab", 10)), repeated("q", 1));
    assertEquals(
        List.of(new Repeats(0, 3, 1), new Repeats(3, 2, 10), new Repeats(23, 1, 1)),
        Repeats.in(keys, true));
  }

  @Test
  void nothingIsFoldedWhenAllIsWanted() {
    assertEquals(List.of(new Repeats(0, 100, 1)), Repeats.in(repeated("a", 100), false));
  }
}
