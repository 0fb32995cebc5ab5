package io.github.pmdb.node.frame;

import io.github.pmdb.frame.Certainty;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.node.code.Argument;
import io.github.pmdb.node.code.Bytecode;
import io.github.pmdb.node.code.Tier;
import io.github.pmdb.node.function.Functions;
import io.github.pmdb.node.function.Functions.Place;
import io.github.pmdb.node.kind.Combinators;
import io.github.pmdb.node.kind.Reactions;
import io.github.pmdb.node.object.HeapReader;
import io.github.pmdb.node.word.Tagged;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Async functions and generators that are suspended: where they wait, and who waits for them.
final class Suspended {
  private static final int MOST_CALLERS = 256;

  private final HeapReader reader;
  private final Bytecode bytecode;
  private final Functions functions;
  private final Locator locator;
  private final Reactions reactions;

  Suspended(HeapReader reader, Bytecode bytecode, Locator locator) {
    this.reader = reader;
    this.bytecode = bytecode;
    this.functions = new Functions(reader);
    this.locator = locator;
    this.reactions = new Reactions(reader);
  }

  Reactions reactions() {
    return reactions;
  }

  /// Not running and not at its end.
  boolean isWaiting(long generator) {
    return Tagged.smi(reader.field(generator, "JSGeneratorObject.continuation")) >= 0;
  }

  /// One of a chain.
  ///
  /// @param generator the function, 0 for a part of several promises
  record Link(long generator, Optional<Combinators.Part> part) {
    static Link of(long generator) {
      return new Link(generator, Optional.empty());
    }

    static Stream<Link> of(List<Combinators.Part> parts) {
      return parts.stream().map(part -> new Link(0, Optional.of(part)));
    }
  }

  /// Those that wait for a function, the innermost first. Where several wait for the same one, the
  /// first of them is followed.
  List<Link> callers(long generator) {
    return follow(waiting(generator), new HashSet<>(List.of(generator)));
  }

  private List<Link> follow(Reactions.Waiting first, Set<Long> seen) {
    List<Link> callers = new ArrayList<>();
    Reactions.Waiting waiting = first;
    while (callers.size() < MOST_CALLERS && !waiting.functions().isEmpty()) {
      var next = waiting.functions().entrySet().iterator().next();
      if (!seen.add(next.getKey())) {
        return callers;
      }
      Link.of(next.getValue()).forEach(callers::add);
      callers.add(Link.of(next.getKey()));
      waiting = waiting(next.getKey());
    }
    Link.of(waiting.open()).forEach(callers::add);
    return callers;
  }

  /// Those that wait for a function.
  Reactions.Waiting waiting(long generator) {
    try {
      return reactions.waiting(reactions.promiseOf(generator));
    } catch (MemoryFault _) {
      // The chain is as long as it can be read.
      return new Reactions.Waiting(Map.of(), List.of());
    }
  }

  /// The first that waits for a promise, and those that wait for it.
  List<JsFrame> awaiting(long promise) {
    try {
      return follow(reactions.waiting(promise), new HashSet<>()).stream().map(this::frame).toList();
    } catch (MemoryFault _) {
      // A promise that is damaged has nobody who could be told.
      return List.of();
    }
  }

  /// The function that a closure of V8's has resumed, 0 if it is none that does so.
  long resumedBy(long closure) {
    try {
      return reactions.goesOnWith(closure);
    } catch (MemoryFault _) {
      // Without it the stack ends where it does.
      return 0;
    }
  }

  JsFrame frame(Link link) {
    return link.part().map(Suspended::frame).orElseGet(() -> frame(link.generator()));
  }

  /// V8 tells the index where other frames have their script.
  private static JsFrame frame(Combinators.Part part) {
    return unplaced(0, part.name(), part.place(), Certainty.SURE, "");
  }

  private JsFrame frame(long generator) {
    try {
      long function = reader.field(generator, "JSGeneratorObject.function");
      long shared = functions.shared(function);
      long bytes = bytecode.of(shared);
      int offset = bytecode.offset(reader.field(generator, "JSGeneratorObject.position"));
      int position = bytes == 0 ? -1 : bytecode.position(bytes, offset);
      Locator.Located located = locator.locate(shared, position, "");
      return new JsFrame(
          generator,
          0,
          Tier.ASYNC,
          false,
          function,
          shared,
          functions.name(function),
          located.place(),
          located.position(),
          new Argument.Value(reader.field(generator, "JSGeneratorObject.receiver")),
          List.of(),
          false,
          0,
          located.certainty(),
          located.problem());
    } catch (MemoryFault e) {
      return unplaced(generator, "", "", Certainty.UNREADABLE, String.valueOf(e.getMessage()));
    }
  }

  private static JsFrame unplaced(
      long generator, String name, String script, Certainty certainty, String problem) {
    return new JsFrame(
        generator,
        0,
        Tier.ASYNC,
        false,
        0,
        0,
        name,
        new Place(script, 0, 0),
        -1,
        JsFrame.UNKNOWN,
        List.of(),
        false,
        0,
        certainty,
        problem);
  }
}
