package io.github.pmdb.stack;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.pmdb.frame.Certainty;
import io.github.pmdb.frame.merge.MergedStack.Item;
import io.github.pmdb.frame.merge.MergedStack.ScriptItem;
import io.github.pmdb.interpreter.ScriptFrame;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
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

  @Test
  void eachLanguageHasLevelsOfItsOwn() {
    LeftOut leftOut =
        LeftOut.in(
            List.of(
                frame("JavaScript", 0),
                frame("Python", 0),
                frame("JavaScript", 1),
                frame("Python", 3)));
    assertEquals(List.of(0, 0, 0, 2), List.of(0, 1, 2, 3).stream().map(leftOut::before).toList());
  }

  private static Item frame(String language, int level) {
    return new ScriptItem(
        new ScriptFrame(
            language,
            level,
            0,
            "f",
            "app",
            1,
            Optional.empty(),
            Optional.empty(),
            false,
            Certainty.SURE,
            ""));
  }
}
