package io.github.pmdb.cpython.frame;

import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.cpython.object.Tuples;
import io.github.pmdb.interpreter.ScriptFrame;
import io.github.pmdb.memory.MemoryFault;
import java.text.Normalizer;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;

/// Whether lines can be those that a code object was compiled from: its functions and classes begin
/// where it says, and there is something at the line that runs. What it says held for each code
/// object of the standard libraries of 2.7 and 3.6 to 3.14.
public final class SourceFit {
  private static final int MOST_CONSTANTS = 10_000;
  private static final int MOST_CODES = 1_000;

  /// Code in code.
  private static final int MOST_DEPTH = 100;

  /// Lines that decorators take.
  private static final int MOST_DECORATION = 100;

  /// How a name begins that is not the compiler's.
  private static final Pattern SPELT = Pattern.compile("[_\\p{L}]");

  private static final String LAMBDA = "<lambda>";

  /// Has the line of what it annotates, and no name in the source.
  private static final String ANNOTATIONS = "__annotate__";

  private final Heap heap;
  private final List<String> lines;
  private final Codes codes;
  private int checked;

  private SourceFit(Heap heap, List<String> lines, Codes codes) {
    this.heap = heap;
    this.lines = lines;
    this.codes = codes;
  }

  /// Why they can not be, else empty.
  ///
  /// @param lines of the file that the frame's code names
  public static String misfit(Heap heap, ScriptFrame frame, List<String> lines, Codes codes) {
    try {
      CodeObject code = codes.at(heap, FrameLocals.codeOf(heap, frame.address()));
      return code.file().equals(frame.file())
          ? new SourceFit(heap, lines, codes).of(code, frame.line())
          : ""; // it has gone on
    } catch (MemoryFault _) {
      return ""; // nothing is known then
    }
  }

  private String of(CodeObject code, int line) {
    int last = Collections.max(code.positions().lines(0, Integer.MAX_VALUE));
    if (last > lines.size()) {
      return "it ends at line %d, and the code goes to line %d".formatted(lines.size(), last);
    }
    boolean there = line >= 1 && line <= lines.size(); // the frame may have gone on, too
    if (there && line > code.positions().firstLine() && isNothing(lines.get(line - 1))) {
      return "there is nothing to run at line " + line;
    }
    return beginnings(code, 1);
  }

  /// In long strings anything may be the first on a line.
  private static boolean isNothing(String line) {
    String text = line.strip();
    boolean comment = text.startsWith("#");
    return text.isEmpty()
        || (comment && !text.contains("{") && !text.contains("\"\"\"") && !text.contains("'''"));
  }

  /// Of the code and of all that is defined in it.
  private String beginnings(CodeObject code, int depth) {
    checked++;
    int first = code.positions().firstLine();
    if (!beginsAt(code.ownName(), first)) {
      return "%s does not begin at line %d".formatted(code.ownName(), first);
    }
    long constants = heap.pointer(code.address(), "code.co_consts");
    for (long constant : Tuples.first(heap, constants, MOST_CONSTANTS)) {
      boolean more = depth < MOST_DEPTH && checked < MOST_CODES;
      if (more && heap.typeOf(constant).name().equals("code")) {
        String inside = beginnings(codes.at(heap, constant), depth + 1);
        if (!inside.isEmpty()) {
          return inside;
        }
      }
    }
    return "";
  }

  private boolean beginsAt(String name, int first) {
    String word = name.equals(LAMBDA) ? "lambda" : name;
    boolean given = SPELT.matcher(word).lookingAt();
    if (!given || word.equals(ANNOTATIONS)) {
      return true;
    }
    if (first < 1 || first > lines.size()) {
      return false;
    }
    String start = lines.get(first - 1).strip();
    int more = start.startsWith("@") ? MOST_DECORATION : start.endsWith("\\") ? 1 : 0;
    return lines.subList(first - 1, Math.min(lines.size(), first + more)).stream()
        .anyMatch(line -> hasWord(line, word));
  }

  /// Names are what NFKC makes of them.
  private static boolean hasWord(String line, String word) {
    String text = Normalizer.normalize(line, Normalizer.Form.NFKC);
    int at = text.indexOf(word);
    while (at >= 0 && !isWord(text, at, at + word.length())) {
      at = text.indexOf(word, at + 1);
    }
    return at >= 0;
  }

  private static boolean isWord(String text, int start, int end) {
    return (start == 0 || !Character.isUnicodeIdentifierPart(text.codePointBefore(start)))
        && (end == text.length() || !Character.isUnicodeIdentifierPart(text.codePointAt(end)));
  }
}
