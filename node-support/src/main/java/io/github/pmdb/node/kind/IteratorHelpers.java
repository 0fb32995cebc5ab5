package io.github.pmdb.node.kind;

import io.github.pmdb.node.layout.Layout;
import io.github.pmdb.node.object.HeapReader;
import io.github.pmdb.node.object.NumberText;
import io.github.pmdb.node.word.Tagged;
import java.util.Optional;

/// Iterators that `Iterator.prototype.map` and its like give (since V8 12), and those that
/// `Iterator.from` puts around others: what they draw from, by which function, and how far they are
/// (`js-iterator-helpers.tq`).
public final class IteratorHelpers {
  /// Of one that has a state of its own (since V8 14).
  private static final int FINISHED = 3;

  private static final String PREFIX = "JSIterator";

  private final HeapReader reader;
  private final Layout layout;

  public IteratorHelpers(HeapReader reader) {
    this.reader = reader;
    this.layout = reader.layout();
  }

  /// @param what it does with what it draws: `map`, `take`; `from` of one that is put around
  ///   another
  /// @param source that it draws from, tagged, of `concat` that it draws from now; 0 at the end,
  ///   since some versions forget it then
  /// @param function that it calls, tagged, 0 for none
  /// @param progress in words, empty where there is nothing to tell
  /// @param inner what `flatMap` draws from meanwhile, 0 for none
  public record Draws(String what, long source, long function, String progress, long inner) {}

  /// Absent for what is none of these.
  public Optional<Draws> of(long object) {
    int type = reader.type(object);
    if (type == layout.type("JSValidIteratorWrapper")) {
      long source = reader.field(object, "JSValidIteratorWrapper.source");
      return Optional.of(new Draws("from", source, 0, "", 0));
    }
    for (String kind : new String[] {"Map", "Filter", "FlatMap", "Take", "Drop", "Concat"}) {
      if (type == layout.type(PREFIX + kind + "Helper")) {
        return Optional.of(helper(object, kind));
      }
    }
    return Optional.empty();
  }

  private Draws helper(long object, String kind) {
    int at = layout.get("JSIteratorHelper.source");
    long source = reader.word(object, at);
    long own = reader.word(object, at + 16);
    String what = Character.toLowerCase(kind.charAt(0)) + kind.substring(1);
    boolean calls = isObject(own) && !kind.equals("Concat");
    if (isFinished(object, source, reader.word(object, at + 8))) {
      return new Draws(what, 0, calls ? own : 0, "at the end", 0);
    }
    return switch (kind) {
      case "Take" -> new Draws(what, source, 0, number(own) + " left", 0);
      case "Drop" -> new Draws(what, source, 0, number(own) + " to drop", 0);
      case "Concat" -> new Draws(what, isObject(source) ? source : 0, 0, "", 0);
      default -> {
        String drawn = number(reader.word(object, at + 24)) + " drawn";
        long inner = kind.equals("FlatMap") ? reader.word(object, at + 32) : 0;
        yield new Draws(what, source, calls ? own : 0, drawn, isObject(inner) ? inner : 0);
      }
    };
  }

  private boolean isFinished(long object, long source, long next) {
    return layout.has("JSIteratorHelper.state")
        ? reader.field(object, "JSIteratorHelper.state") == (long) FINISHED << 32
        : !isObject(source) || !isObject(next);
  }

  private boolean isObject(long value) {
    return Tagged.isReference(value) && reader.isReceiver(reader.type(value));
  }

  private String number(long value) {
    return NumberText.of(reader.number(value));
  }
}
