package io.github.pmdb.cpython;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.cpython.layout.Build;
import io.github.pmdb.cpython.layout.Layout;
import io.github.pmdb.cpython.layout.Layouts;
import io.github.pmdb.cpython.layout.PythonVersion;
import io.github.pmdb.cpython.object.Budget;
import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.snapshot.Mapping;
import io.github.pmdb.snapshot.Problem;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Mappings as a damaged core may claim them.
@Timeout(60)
class MimallocPagesTest {
  private static final Layout LAYOUT =
      Layouts.of(new PythonVersion(3, 14, 3), Build.FREE_THREADED).orElseThrow();

  private static MimallocPages pages(Budget budget, Mapping... mappings) {
    Heap heap = new Heap(new Forged(0x1000, 16), LAYOUT, Map.of()).within(budget);
    return new MimallocPages(heap, List.of(mappings));
  }

  private static Mapping mapping(long start, long end) {
    return new Mapping(start, end, true, true, false, 0, "");
  }

  private static List<String> problems(MimallocPages pages) {
    assertEquals(List.of(), pages.objects(_ -> true));
    return pages.problems().stream().map(Problem::what).toList();
  }

  @Test
  void aMappingOfHalfOfAllAddressesIsNotGoneThrough() {
    List<String> problems =
        problems(pages(Budget.ofSearch(), mapping(0x1000, Long.MIN_VALUE + 0x1000)));
    assertTrue(
        problems.getFirst().startsWith("objects between 0x1000 and 0x8000"), problems::toString);
    assertTrue(problems.getFirst().endsWith("there is too much to read"), problems::toString);
  }

  @Test
  void aSpentBudgetEndsTheSearch() {
    Mapping[] many = new Mapping[100];
    for (int i = 0; i < many.length; i++) {
      many[i] = mapping(i * (1L << 42), (i + 1) * (1L << 42));
    }
    List<String> problems = problems(pages(Budget.ofValue(), many));
    assertEquals(2, problems.size(), problems::toString); // the mapping, and that nothing was found
  }

  @Test
  void aMappingAtTheEndOfAllAddressesHasNoSegment() {
    assertEquals(1, problems(pages(Budget.ofSearch(), mapping(-0x2000, -0x1000))).size());
  }
}
