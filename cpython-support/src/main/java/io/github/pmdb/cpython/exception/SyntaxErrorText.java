package io.github.pmdb.cpython.exception;

import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.cpython.object.Ints;
import io.github.pmdb.cpython.object.PyType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Which line of source Python could not understand, as `traceback` of each version shows it
/// (`TracebackException._format_syntax_error`). What it means for a keyword, since 3.14, is left
/// out.
///
/// The fields stand behind the exception's head (`PySyntaxErrorObject` in `pyerrors.h`): message,
/// file, line, offset, since 3.10 the line and offset of the end, text.
final class SyntaxErrorText {
  private static final String INDENT = "    ";

  private final Heap heap;
  private final ExceptionText fields;
  private final long exception;

  SyntaxErrorText(Heap heap, ExceptionText fields, long exception) {
    this.heap = heap;
    this.fields = fields;
    this.exception = exception;
  }

  /// Behind the colon.
  String message() {
    String message = string(0).filter(text -> !text.isEmpty()).orElse("<no detail available>");
    boolean lineless = heap.layout().version().atLeast(3, 7) && field(2).isEmpty();
    return message + (lineless ? string(1).map(file -> " (" + file + ")").orElse("") : "");
  }

  /// The lines before the type: the file, the text, and what of it is meant.
  List<String> place() {
    List<String> lines = new ArrayList<>();
    String file = string(1).filter(name -> !name.isEmpty()).orElse("<string>");
    field(2)
        .ifPresent(line -> lines.add("  File \"%s\", line %s".formatted(file, fields.str(line))));
    string(end() ? 6 : 4).ifPresent(text -> lines.addAll(marked(text)));
    return lines;
  }

  private boolean end() {
    return heap.layout().version().atLeast(3, 10);
  }

  private Optional<Long> field(int index) {
    long value = fields.field(exception, index);
    boolean none = value == 0 || heap.typeOf(value).name().equals("NoneType");
    return none ? Optional.empty() : Optional.of(value);
  }

  private Optional<String> string(int index) {
    return field(index).filter(value -> isText(heap.typeOf(value))).map(fields::str);
  }

  private boolean isText(PyType type) {
    return type.is(PyType.STR) || (type.is(PyType.BYTES) && !heap.layout().version().atLeast(3, 0));
  }

  /// @return empty where there is none; one that fits no line is none either
  private Optional<Integer> number(int index) {
    return field(index)
        .filter(value -> Ints.areOf(heap, heap.typeOf(value)))
        .flatMap(value -> Ints.small(heap, value))
        .map(value -> Math.clamp(value, -1, ExceptionText.MOST));
  }

  private List<String> marked(String text) {
    Source source = new Source(text);
    Optional<Integer> offset = number(3);
    if (!heap.layout().version().atLeast(3, 9)) {
      return source.marked(offset);
    }
    if (offset.isEmpty()) {
      return source.marked(-1, 0);
    }
    int start = offset.get();
    if (!end()) {
      return source.marked(start, start + 1);
    }
    boolean known = number(5).filter(end -> end != 0).isPresent();
    int end = known ? number(5).get() : start;
    return heap.layout().version().atLeast(3, 13)
        ? bounded(source, start, end)
        : source.marked(start, start == end || end == -1 ? start + 1 : end);
  }

  private List<String> bounded(Source source, int start, int end) {
    boolean oneLine = number(2).equals(number(4));
    int last = source.length() + 1;
    int from = start > source.whole() ? last : start;
    int to = !oneLine || end > source.whole() ? last : end;
    return source.marked(from, from >= to || to < 0 ? from + 1 : to);
  }

  /// A line of source by its characters.
  private static final class Source {
    private final int[] text;
    private final int whole;

    /// Without the newline, and where it begins without what stands before it.
    private final int length;

    private final int start;

    Source(String text) {
      this.text = text.codePoints().toArray();
      this.whole = this.text.length;
      int end = whole;
      while (end > 0 && this.text[end - 1] == '\n') {
        end--;
      }
      int begin = 0;
      while (begin < end && " \n\f".indexOf(this.text[begin]) >= 0) {
        begin++;
      }
      this.length = end;
      this.start = begin;
    }

    int whole() {
      return whole;
    }

    int length() {
      return length;
    }

    /// @param from the first character that is meant, from 1
    /// @param to the one behind the last
    List<String> marked(int from, int to) {
      List<String> lines = new ArrayList<>();
      lines.add(INDENT + new String(text, start, length - start));
      int column = from - 1 - start;
      if (column >= 0) {
        int end = Math.min(column, length - start);
        lines.add(INDENT + blanks(start, start + end) + "^".repeat(Math.max(0, to - from)));
      }
      return lines;
    }

    /// As up to 3.8.
    List<String> marked(Optional<Integer> offset) {
      List<String> lines = new ArrayList<>();
      lines.add(INDENT + new String(text, 0, whole).strip());
      if (offset.isPresent()) {
        int end = Math.min(length, offset.get()) - 1;
        int cut = end < 0 ? Math.max(0, length + end) : end;
        int begin = 0;
        while (begin < cut && isSpace(text[begin])) {
          begin++;
        }
        lines.add(INDENT + blanks(begin, cut) + "^");
      }
      return lines;
    }

    /// What is no space becomes one: tabs keep the mark in its column.
    private String blanks(int from, int to) {
      StringBuilder blanks = new StringBuilder();
      for (int i = from; i < to; i++) {
        blanks.appendCodePoint(isSpace(text[i]) ? text[i] : ' ');
      }
      return blanks.toString();
    }

    private static boolean isSpace(int character) {
      return Character.isWhitespace(character) || Character.isSpaceChar(character);
    }
  }
}
