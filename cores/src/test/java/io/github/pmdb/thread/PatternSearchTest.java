package io.github.pmdb.thread;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.thread.PatternSearch.Outcome;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class PatternSearchTest {
  private static final String DOUBLING = "a".repeat(80) + "b";

  private static Outcome search(String pattern, String text) {
    return new PatternSearch(Pattern.compile(pattern)).of(text);
  }

  @Test
  void findsWhatJavaFinds() {
    assertEquals(Outcome.FOUND, search("b+$", "aabb"));
    assertEquals(Outcome.FOUND, search("(?<=a)b", "ab"));
    assertEquals(Outcome.ABSENT, search("^b", "ab"));
    assertEquals(Outcome.FOUND, search("(.)\\1", "abb"));
  }

  @Test
  void whatTakesForeverOrGoesTooDeepIsUndecided() {
    assertEquals(Outcome.UNDECIDED, search("(a+)+\\1$", DOUBLING));
    assertEquals(Outcome.UNDECIDED, search("^(a|b)*$", "ab".repeat(1_000_000)));
  }

  /// The thread that searches need not be that of the command.
  @Test
  void aCancelledCommandEndsItsSearches() throws InterruptedException {
    Cancellation command = new Cancellation();
    PatternSearch search = command.guard(() -> new PatternSearch(Pattern.compile("(a+)+\\1$")));
    command.cancel();
    Thread other =
        Thread.ofPlatform().start(() -> assertThrows(UserError.class, () -> search.of(DOUBLING)));
    other.join();
    assertThrows(UserError.class, () -> search.of(DOUBLING));
  }
}
