package io.github.pmdb.stack;

import io.github.pmdb.frame.Certainty;
import io.github.pmdb.frame.NativeFrame;
import io.github.pmdb.interpreter.ScriptFrame;
import io.github.pmdb.output.Document;
import io.github.pmdb.output.Line;
import io.github.pmdb.output.Style;
import io.github.pmdb.source.Excerpt;

/// The lines of single frames.
final class FrameLines {
  private final Document page;
  private final SourceLines sources;

  FrameLines(Document page, SourceLines sources) {
    this.page = page;
    this.sources = sources;
  }

  /// As gdb prints it: `#0 0x00007f… in read+0x12 from libc.so.6`, or `at file.c:12` instead of the
  /// object where the source is known.
  void nativeFrame(NativeFrame frame, boolean internal) {
    Style style = internal ? Style.DIM : style(frame.certainty(), Style.NATIVE);
    Line line = new Line().add(Style.DIM, "%-3s ".formatted("#" + frame.level()));
    if (frame.signalHandler()) {
      line.add(Style.MARKER, "<signal handler called>");
    } else {
      if (!frame.inlined()) {
        line.add(Style.ADDRESS, "0x%016x".formatted(frame.pc())).add(" in ");
      }
      line.add(style, function(frame)).add(place(frame));
    }
    doubt(line, frame.certainty(), frame.problem());
    page.line(line);
    frame.source().ifPresent(s -> source(s.file(), s.line(), -1));
  }

  private static String function(NativeFrame frame) {
    return frame
        .function()
        .map(ShortName::of)
        .map(name -> frame.functionOffset() == 0 ? name : name + "+" + hex(frame.functionOffset()))
        .orElse("??");
  }

  private static String hex(long offset) {
    return "0x" + Long.toHexString(offset);
  }

  private static String place(NativeFrame frame) {
    String inlined = frame.inlined() ? " (inlined)" : "";
    return frame
        .source()
        .map(s -> inlined + " at " + s.file() + ":" + s.line())
        .or(() -> frame.object().map(o -> inlined + " from " + fileName(o)))
        .orElse(inlined);
  }

  private static String fileName(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /// As its language prints it: `File "app.py", line 12, in work`, `at work (app.js:12:5)`.
  void scriptFrame(ScriptFrame frame) {
    String text = isJavaScript(frame) ? at(frame) : file(frame);
    Line line = new Line().add("    ").add(style(frame.certainty(), language(frame)), text);
    doubt(line, frame.certainty(), frame.problem());
    page.line(line);
    source(frame.file(), frame.line(), frame.columns().map(ScriptFrame.Columns::start).orElse(-1));
  }

  private static String file(ScriptFrame frame) {
    String number = frame.line() > 0 ? Integer.toString(frame.line()) : "?";
    return "File \"%s\", line %s, in %s".formatted(frame.file(), number, frame.function());
  }

  private static String at(ScriptFrame frame) {
    String column = frame.columns().map(c -> ":" + (c.start() + 1)).orElse("");
    String place = frame.line() > 0 ? frame.file() + ":" + frame.line() + column : frame.file();
    return "at %s (%s)".formatted(frame.function(), place);
  }

  private static boolean isJavaScript(ScriptFrame frame) {
    return frame.language().equals("JavaScript");
  }

  private static Style language(ScriptFrame frame) {
    return isJavaScript(frame) ? Style.JAVASCRIPT : Style.PYTHON;
  }

  private static Style style(Certainty certainty, Style sure) {
    return switch (certainty) {
      case SURE -> sure;
      case GUESSED -> Style.GUESSED;
      case UNREADABLE -> Style.UNREADABLE;
    };
  }

  private static void doubt(Line line, Certainty certainty, String problem) {
    String word =
        switch (certainty) {
          case SURE -> "";
          case GUESSED -> "guessed";
          case UNREADABLE -> "unreadable";
        };
    String what = word.isEmpty() || problem.isEmpty() ? word + problem : word + ": " + problem;
    if (!what.isEmpty()) {
      line.add(" ").add(style(certainty, Style.WARNING), "[" + what + "]");
    }
  }

  private void source(String file, int line, int column) {
    sources
        .line(file, line)
        .map(text -> Excerpt.of(text, column).strip())
        .filter(text -> !text.isEmpty())
        .ifPresent(text -> page.line(new Line().add("      ").add(Style.SOURCE, text)));
  }
}
