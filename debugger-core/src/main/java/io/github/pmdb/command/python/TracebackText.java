package io.github.pmdb.command.python;

import io.github.pmdb.interpreter.ScriptException;
import io.github.pmdb.interpreter.ScriptFrame;
import io.github.pmdb.output.Document;
import io.github.pmdb.output.Line;
import io.github.pmdb.output.Style;
import io.github.pmdb.source.SourceFinder;
import java.util.List;

/// Chains of exceptions laid out as the module `traceback` of Python prints them: groups as a tree
/// with a margin, whose branches are closed once.
final class TracebackText {
  private static final String RULE = "----------------";
  private static final String END = "+------------------------------------";

  /// As many members of a group `traceback` shows.
  private static final int MOST_MEMBERS = 15;

  private final Document page;
  private final String indent;
  private final SourceFinder sources;

  /// How many groups the text is inside of.
  private int depth;

  /// Whether the branch that ends next has to be closed.
  private boolean open;

  /// @param indent before each line
  TracebackText(Document page, String indent, SourceFinder sources) {
    this.page = page;
    this.indent = indent;
    this.sources = sources;
  }

  /// @param chain the oldest first
  void chain(List<ScriptException> chain) {
    for (ScriptException exception : chain) {
      one(exception);
      switch (exception.relation()) {
        case CAUSE -> link("The above exception was the direct cause of the following exception:");
        case CONTEXT -> link("During handling of the above exception, another exception occurred:");
        case NONE -> {}
      }
    }
  }

  private void link(String text) {
    page.line(margin("|")).line(margin("|") + text).line(margin("|"));
  }

  private void one(ScriptException exception) {
    boolean group = !exception.members().isEmpty();
    boolean outermost = group && depth == 0;
    depth += outermost ? 1 : 0;
    traceback(exception, outermost);
    says(exception);
    if (group) {
      members(exception.members());
    }
    depth -= outermost ? 1 : 0;
  }

  private void traceback(ScriptException exception, boolean outermost) {
    if (exception.frames().isEmpty()) {
      return;
    }
    String title = exception.members().isEmpty() ? "Traceback" : "Exception Group Traceback";
    page.line(margin(outermost ? "+" : "|") + title + " (most recent call last):");
    List<ScriptFrame> frames = exception.frames().stream().map(TracebackText::bare).toList();
    new FrameText(page).raised(margin("|") + "  ", frames, sources);
  }

  /// Tracebacks have functions without what they are in.
  private static ScriptFrame bare(ScriptFrame frame) {
    return frame.named(frame.function().substring(frame.function().lastIndexOf('.') + 1));
  }

  private void says(ScriptException exception) {
    exception.place().forEach(line -> lines(line).forEach(more -> page.line(margin("|") + more)));
    List<String> lines = lines(exception.text());
    Line line = new Line().add(margin("|")).add(Style.EMPHASIS, exception.type());
    line.add(exception.text().isEmpty() ? "" : ": " + lines.getFirst());
    if (!exception.problem().isEmpty()) {
      line.add(" ").add(Style.UNREADABLE, "[" + exception.problem() + "]");
    }
    page.line(line);
    lines.stream().skip(1).forEach(more -> page.line(margin("|") + more));
    exception.notes().forEach(note -> lines(note).forEach(more -> page.line(margin("|") + more)));
  }

  private static List<String> lines(String text) {
    return List.of(text.split("\n", -1));
  }

  private void members(List<List<ScriptException>> members) {
    int shown = Math.min(members.size(), MOST_MEMBERS);
    boolean cut = shown < members.size();
    for (int i = 0; i < shown; i++) {
      boolean last = i == shown - 1 && !cut;
      branch(i == 0, String.valueOf(i + 1), last);
      chain(members.get(i));
      leave(last);
    }
    if (cut) {
      int more = members.size() - shown;
      branch(false, "...", true);
      page.line(margin("|") + "and " + more + " more exception" + (more == 1 ? "" : "s"));
      leave(true);
    }
  }

  private void branch(boolean first, String title, boolean last) {
    page.line(blanks() + (first ? "+-" : "  ") + "+" + RULE + " " + title + " " + RULE);
    open = open || last;
    depth++;
  }

  private void leave(boolean last) {
    if (last && open) {
      page.line(blanks() + END);
      open = false;
    }
    depth--;
  }

  private String blanks() {
    return indent + "  ".repeat(depth);
  }

  private String margin(String mark) {
    return depth == 0 ? indent : blanks() + mark + " ";
  }
}
