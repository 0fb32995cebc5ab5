package io.github.pmdb.shell;

import io.github.pmdb.output.Document;
import io.github.pmdb.output.Renderer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Predicate;

/// What comes of itself while a person works: shown at once where that breaks nothing, else kept
/// until it can be.
final class News {
  /// Of more the oldest are dropped, and how many is told.
  private static final int MOST_KEPT = 1_000;

  private final Renderer renderer;
  private final Predicate<String> show;
  private final Deque<String> kept = new ArrayDeque<>();
  private long dropped;

  /// @param show shows a text, or says false when it cannot be now
  News(Renderer renderer, Predicate<String> show) {
    this.renderer = renderer;
    this.show = show;
  }

  synchronized void tell(Document page) {
    kept.addLast(renderer.render(page));
    if (kept.size() > MOST_KEPT) {
      kept.removeFirst();
      dropped++;
    }
    flush();
  }

  /// Shows what was kept, if it can be shown now.
  synchronized void flush() {
    if (!kept.isEmpty() && show.test(all())) {
      forget();
    }
  }

  /// What was kept; it is no longer then.
  synchronized String take() {
    String text = all();
    forget();
    return text;
  }

  private String all() {
    StringBuilder text = new StringBuilder();
    if (dropped > 0) {
      text.append(renderer.render(new Document().line(dropped + " lines before were dropped")));
    }
    kept.forEach(text::append);
    return text.toString();
  }

  private void forget() {
    kept.clear();
    dropped = 0;
  }
}
