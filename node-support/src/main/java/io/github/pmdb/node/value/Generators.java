package io.github.pmdb.node.value;

import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.node.function.Functions;
import io.github.pmdb.node.function.Functions.Place;
import io.github.pmdb.node.layout.Layout;
import io.github.pmdb.node.object.HeapReader;
import io.github.pmdb.node.word.Tagged;

/// Generators and async functions, which V8 keeps as generators too: whether they run, and where
/// they stand.
final class Generators {
  private static final int RUNNING = -2;
  private static final int CLOSED = -1;

  /// The contexts that V8 makes for an `await` have few.
  private static final int MOST_SLOTS = 8;

  private final HeapReader reader;
  private final Layout layout;
  private final Functions functions;

  Generators(Describer describer) {
    this.reader = describer.reader();
    this.layout = reader.layout();
    this.functions = describer.functions();
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
      case 0 -> "not started";
      default -> "suspended";
    };
  }

  /// The generator that goes on when a function that V8 made for an `await` is called: the
  /// function's context holds it. 0 for other functions.
  long awaiting(long handler) {
    if (!reader.isFunction(reader.type(handler)) || isWritten(handler)) {
      return 0;
    }
    long context = reader.field(handler, "JSFunction.context");
    if (!reader.isContext(reader.type(context))) {
      return 0;
    }
    int slots = Math.min(reader.length(context), MOST_SLOTS);
    for (int i = layout.get("context_idx_prev") + 1; i < slots; i++) {
      long held = reader.item(context, i);
      if (isOne(reader.type(held))) {
        return held;
      }
    }
    return 0;
  }

  /// Whether a function has a script, so that V8 did not make it.
  private boolean isWritten(long function) {
    long script = reader.field(functions.shared(function), "SharedFunctionInfo.script");
    return reader.is(script, "Script");
  }

  /// The function, and where it stands.
  String place(long generator) {
    long function = reader.field(generator, "JSGeneratorObject.function");
    String name = functions.name(function);
    return "%s (%s)".formatted(name.isEmpty() ? "<function>" : name, position(function));
  }

  private String position(long function) {
    try {
      return functions.place(functions.shared(function)).map(Place::toString).orElse("native");
    } catch (MemoryFault e) {
      return "<" + e.getMessage() + ">";
    }
  }
}
