package io.github.pmdb.cpython.exception;

import io.github.pmdb.cpython.frame.Codes;
import io.github.pmdb.cpython.frame.LoneFrames;
import io.github.pmdb.cpython.object.Attributes;
import io.github.pmdb.cpython.object.Classes;
import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.cpython.object.Lists;
import io.github.pmdb.cpython.object.PyType;
import io.github.pmdb.cpython.object.Strings;
import io.github.pmdb.cpython.object.Tuples;
import io.github.pmdb.interpreter.Limits;
import io.github.pmdb.interpreter.ScriptException;
import io.github.pmdb.interpreter.ScriptException.Relation;
import io.github.pmdb.interpreter.ScriptFrame;
import io.github.pmdb.memory.MemoryFault;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Reads exceptions with their tracebacks, and those that they came of.
final class ExceptionReader {
  private static final String MAIN = "__main__.";
  private static final int MAX_CHAIN = 100;
  private static final int MAX_EXCEPTIONS = 1_000;
  private static final int MAX_NOTES = 100;
  private static final int MAX_NESTING = 10;

  private final Heap heap;
  private final Limits limits;
  private final LoneFrames frames;
  private final ExceptionText text;
  private final long threadsTraceback;
  private final Set<Long> seen = new HashSet<>();

  /// @param codes as for `FrameWalker`
  /// @param threadsTraceback address of the traceback of an exception that does not know its own,
  ///   up to 2.7; else 0
  ExceptionReader(Heap heap, Limits limits, Codes codes, long threadsTraceback) {
    this.heap = heap;
    this.limits = limits;
    this.frames = new LoneFrames(heap, codes);
    this.text = new ExceptionText(heap, limits);
    this.threadsTraceback = threadsTraceback;
  }

  /// The exception and those it came of, as `traceback` orders them: the oldest first.
  List<ScriptException> chain(long exception) {
    return chain(exception, 0);
  }

  /// @param relation to the one before it, which is newer
  private record Link(long exception, Relation relation) {}

  /// The links are known before the members of groups are read: an exception that is both is shown
  /// as both, as by `traceback`.
  private List<ScriptException> chain(long exception, int nesting) {
    List<Link> links = new ArrayList<>();
    seen.add(exception);
    links.add(new Link(exception, Relation.NONE));
    while (links.size() < MAX_CHAIN) {
      Link older = older(links.getLast().exception());
      if (older.exception() == 0 || !seen.add(older.exception())) {
        break;
      }
      links.add(older);
    }
    boolean cut = links.size() == MAX_CHAIN && older(links.getLast().exception()).exception() != 0;
    List<ScriptException> chain = new ArrayList<>();
    for (Link link : links.reversed()) {
      chain.add(read(link, nesting, cut && chain.isEmpty()));
    }
    return List.copyOf(chain);
  }

  private Link older(long exception) {
    if (!heap.has("exc.cause")) {
      return new Link(0, Relation.NONE); // up to 2.7 exceptions know of no others
    }
    try {
      long cause = other(exception, "exc.cause");
      if (cause != 0) {
        return new Link(cause, Relation.CAUSE);
      }
      boolean suppressed = heap.u8(exception, "exc.suppress_context") != 0;
      return new Link(suppressed ? 0 : other(exception, "exc.context"), Relation.CONTEXT);
    } catch (MemoryFault _) {
      return new Link(0, Relation.NONE); // the exception itself tells what is not readable
    }
  }

  private long other(long exception, String field) {
    long address = heap.pointer(exception, field);
    return address != 0 && heap.isException(address) ? address : 0;
  }

  /// @param cut whether it is the oldest that is shown of a longer chain
  private ScriptException read(Link link, int nesting, boolean cut) {
    long exception = link.exception();
    List<String> problems = new ArrayList<>();
    if (cut) {
      problems.add("what it came of is not shown, " + MAX_CHAIN + " exceptions are");
    }
    List<ScriptFrame> traceback = new ArrayList<>();
    try {
      String type = typeName(heap.typeOf(exception));
      boolean syntax = text.isSyntaxError(exception);
      SyntaxErrorText error = new SyntaxErrorText(heap, text, exception);
      String says = syntax ? error.message() : text.of(exception);
      ownText(heap.typeOf(exception), problems);
      traceback(exception, traceback, problems);
      return new ScriptException(
          exception,
          type,
          says,
          syntax ? error.place() : List.of(),
          link.relation(),
          List.copyOf(traceback),
          notes(exception, problems),
          members(exception, nesting, problems),
          String.join("; ", problems));
    } catch (MemoryFault fault) {
      return new ScriptException(
          exception,
          "?",
          "",
          List.of(),
          link.relation(),
          traceback,
          List.of(),
          List.of(),
          fault.getMessage());
    }
  }

  private void ownText(PyType type, List<String> problems) {
    Classes.find(heap, type, "__str__")
        .filter(found -> heap.typeOf(found.value()).name().equals("function"))
        .map(found -> found.owner().shortName())
        .ifPresent(owner -> problems.add(owner + ".__str__ would tell more, and is not run"));
  }

  /// As `traceback` names it: without the module up to 2.7.
  private String typeName(PyType type) {
    String name = heap.has("exc.cause") ? heap.fullName(type) : type.shortName();
    return name.startsWith(MAIN) ? name.substring(MAIN.length()) : name;
  }

  private void traceback(long exception, List<ScriptFrame> into, List<String> problems) {
    try {
      long at =
          heap.has("exc.traceback") ? heap.pointer(exception, "exc.traceback") : threadsTraceback;
      Set<Long> met = new HashSet<>();
      while (at != 0 && heap.typeOf(at).name().equals("traceback") && met.add(at)) {
        if (into.size() >= limits.frames()) {
          problems.add("only the outermost " + into.size() + " frames are shown");
          return;
        }
        into.add(frames.ofTraceback(at, into.size()));
        at = heap.pointer(at, "traceback.tb_next");
      }
    } catch (MemoryFault fault) {
      problems.add("the traceback breaks off: " + fault.getMessage());
    }
  }

  private List<String> notes(long exception, List<String> problems) {
    try {
      Optional<Long> list =
          heap.has("exc.notes") ? Attributes.find(heap, exception, "__notes__") : Optional.empty();
      if (list.isEmpty()) {
        return List.of();
      }
      List<String> notes =
          Lists.first(heap, list.get(), MAX_NOTES).stream()
              .map(note -> Strings.text(heap, note, ExceptionText.MOST).orElse("?"))
              .toList();
      addCut(problems, notes.size(), Lists.size(heap, list.get()), "notes");
      return notes;
    } catch (MemoryFault fault) {
      problems.add("its notes: " + fault.getMessage());
      return List.of();
    }
  }

  private List<List<ScriptException>> members(long exception, int nesting, List<String> problems) {
    List<List<ScriptException>> members = new ArrayList<>();
    try {
      if (text.isGroup(exception)) {
        long tuple = text.members(exception);
        if (nesting < MAX_NESTING) {
          addMembers(Tuples.first(heap, tuple, MAX_EXCEPTIONS), nesting, members);
        }
        addCut(problems, members.size(), Tuples.size(heap, tuple), "members");
      }
    } catch (MemoryFault fault) {
      problems.add("its members: " + fault.getMessage());
    }
    return members;
  }

  private void addMembers(List<Long> addresses, int nesting, List<List<ScriptException>> into) {
    for (long member : addresses) {
      if (seen.size() >= MAX_EXCEPTIONS) {
        return;
      }
      into.add(chain(member, nesting + 1));
    }
  }

  private static void addCut(List<String> problems, int shown, int all, String what) {
    if (shown < all) {
      problems.add("%d of its %d %s are shown".formatted(shown, all, what));
    }
  }
}
