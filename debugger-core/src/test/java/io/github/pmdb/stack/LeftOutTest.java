package io.github.pmdb.stack;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class LeftOutTest {
  /// A native frame, then a stack of which the middle is missing, then one that begins anew.
  private static final LeftOut LEFT_OUT = LeftOut.of(List.of(-1, 0, 1, -1, 7, 8, 0, 2));

  @Test
  void missingLevelsAreCounted() {
    assertEquals(
        List.of(0, 0, 0, 0, 5, 0, 0, 1),
        List.of(0, 1, 2, 3, 4, 5, 6, 7).stream().map(LEFT_OUT::before).toList());
    assertEquals("5 more frames", LEFT_OUT.text(4));
    assertEquals("1 more frame", LEFT_OUT.text(7));
  }

  @Test
  void nothingRepeatsBeyondThem() {
    List<Object> places = LEFT_OUT.apart(Collections.nCopies(8, "here"));
    assertEquals(List.of(new Repeats(0, 1, 4), new Repeats(4, 4, 1)), Repeats.in(places, true));
  }
}
