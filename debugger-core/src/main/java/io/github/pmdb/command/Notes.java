package io.github.pmdb.command;

import io.github.pmdb.output.Document;
import io.github.pmdb.output.Line;
import io.github.pmdb.output.Style;
import io.github.pmdb.snapshot.Problem;
import java.util.List;

/// How problems are told below the result that they belong to.
public final class Notes {
  private Notes() {}

  /// Adds a line for each problem, and one for its hint.
  public static Document append(Document page, List<Problem> problems) {
    for (Problem problem : problems) {
      page.line(new Line().add(Style.WARNING, "note: ").add(problem.what()));
      if (!problem.hint().isEmpty()) {
        page.line(Style.DIM, "      " + problem.hint());
      }
    }
    return page;
  }
}
