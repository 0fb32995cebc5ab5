package io.github.pmdb.node.value;

import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.node.function.Functions;
import io.github.pmdb.node.function.Functions.Place;
import io.github.pmdb.node.layout.Layout;
import io.github.pmdb.node.object.HeapReader;
import io.github.pmdb.node.word.Tagged;
import java.util.Optional;

/// Generators and async functions, which V8 keeps as generators too: whether they run, and where
/// they stand.
final class Generators {
  private static final int RUNNING = -2;
  private static final int CLOSED = -1;

  private final HeapReader reader;
  private final Layout layout;
  private final Functions functions;
  private final Positions positions;

  Generators(Describer describer) {
    this.reader = describer.reader();
    this.layout = reader.layout();
    this.functions = describer.functions();
    this.positions = new Positions(describer);
  }

  boolean isOne(int type) {
    return type == layout.type("JSGeneratorObject")
        || type == layout.type("JSAsyncFunctionObject")
        || type == layout.type("JSAsyncGeneratorObject");
  }

  String state(long generator) {
    return switch (Tagged.smi(reader.field(generator, "JSGeneratorObject.continuation"))) {
      case RUNNING -> "running";
      case CLOSED -> "closed";
      // Async functions begin at once: their first stop is an await.
      case 0 -> reader.is(generator, "JSAsyncFunctionObject") ? "suspended" : "not started";
      default -> "suspended";
    };
  }

  boolean isSuspended(long generator) {
    return state(generator).equals("suspended");
  }

  /// Where a suspended one stands; of others where the function is written.
  Optional<Place> place(long generator) {
    long function = function(generator);
    return isSuspended(generator)
        ? positions.ofNoted(function, reader.field(generator, "JSGeneratorObject.position"))
        : functions.place(functions.shared(function));
  }

  private long function(long generator) {
    return reader.field(generator, "JSGeneratorObject.function");
  }

  /// Its state on one line, and where it stands.
  String summary(long generator) {
    String name = functions.name(function(generator));
    String state = state(generator);
    String place =
        state.equals("suspended") ? place(generator).map(p -> " at " + p).orElse("") : "";
    return "%s {%s%s}".formatted(name.isEmpty() ? "<function>" : name, state, place);
  }

  /// The function, and where it stands.
  String text(long generator) {
    try {
      return positions.text(function(generator), place(generator));
    } catch (MemoryFault e) {
      return "<" + e.getMessage() + ">";
    }
  }
}
