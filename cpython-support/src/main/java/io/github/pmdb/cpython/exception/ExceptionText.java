package io.github.pmdb.cpython.exception;

import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.cpython.object.PyType;
import io.github.pmdb.cpython.object.Python2Strings;
import io.github.pmdb.cpython.object.Strings;
import io.github.pmdb.cpython.object.Tuples;
import io.github.pmdb.cpython.repr.library.Reprs;
import io.github.pmdb.interpreter.Limits;
import java.util.function.Predicate;

/// What `str` gives of an exception, for the classes of `Objects/exceptions.c`. A class with a
/// `__str__` of its own is shown by its arguments.
final class ExceptionText {
  /// Characters of a message or a note.
  static final int MOST = 100_000;

  private static final int MAX_BASES = 64;

  /// What `OSError` and `IOError` derive from in Python 2.
  private static final String OLD_OS_ERROR = "EnvironmentError";

  /// Where the builtin exceptions of Python 2 say that they are from.
  private static final String OLD_MODULE = "^exceptions\\.";

  private final Heap heap;
  private final Limits limits;

  ExceptionText(Heap heap, Limits limits) {
    this.heap = heap;
    this.limits = limits;
  }

  String of(long exception) {
    if (isGroup(exception)) {
      int count = Tuples.size(heap, members(exception));
      return "%s (%d sub-exception%s)"
          .formatted(str(field(exception, 0)), count, count == 1 ? "" : "s");
    }
    long arguments = heap.pointer(exception, "exc.args");
    boolean system = isA(exception, name -> name.equals("OSError") || name.equals(OLD_OS_ERROR));
    if (system && field(exception, 0) != 0 && field(exception, 1) != 0) {
      String file = field(exception, 2) == 0 ? "" : ": " + repr(field(exception, 2));
      return "[Errno %s] %s%s".formatted(str(field(exception, 0)), str(field(exception, 1)), file);
    }
    return switch (Tuples.size(heap, arguments)) {
      case 0 -> "";
      case 1 -> {
        long only = Tuples.first(heap, arguments, 1).getFirst();
        yield isA(exception, "KeyError"::equals) ? repr(only) : str(only);
      }
      default -> repr(arguments);
    };
  }

  boolean isSyntaxError(long exception) {
    return isA(exception, "SyntaxError"::equals);
  }

  boolean isGroup(long exception) {
    return isA(exception, "BaseExceptionGroup"::equals);
  }

  /// Address of the tuple of a group's members (`PyBaseExceptionGroupObject`).
  long members(long exception) {
    return field(exception, 1);
  }

  /// The n-th pointer behind `PyException_HEAD`, which ends with a flag, or with the message up to
  /// 2.7.
  long field(long exception, int index) {
    String last = heap.has("exc.message") ? "exc.message" : "exc.suppress_context";
    long head = heap.layout().offset(last) + 8L;
    return heap.memory().pointer(exception + head + 8L * index);
  }

  private boolean isA(long exception, Predicate<String> name) {
    PyType type = heap.typeOf(exception);
    for (int i = 0; i < MAX_BASES; i++) {
      if (name.test(type.name().replaceFirst(OLD_MODULE, ""))) {
        return true;
      }
      if (type.base() == 0) {
        return false;
      }
      type = heap.type(type.base());
    }
    return false;
  }

  String str(long value) {
    return value != 0 && isText(heap.typeOf(value))
        ? Strings.text(heap, value, MOST).orElse("?")
        : repr(value);
  }

  private boolean isText(PyType type) {
    return type.is(PyType.STR) || (Python2Strings.has(heap) && type.is(PyType.BYTES));
  }

  private String repr(long value) {
    return Reprs.of(heap, value, limits).text();
  }
}
