package io.github.pmdb.node.value;

import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.node.heap.V8Map;
import io.github.pmdb.node.kind.Buffers;
import io.github.pmdb.node.kind.Contexts;
import io.github.pmdb.node.kind.DomExceptions;
import io.github.pmdb.node.kind.DomExceptions.DomException;
import io.github.pmdb.node.kind.Integrity;
import io.github.pmdb.node.kind.Registers;
import io.github.pmdb.node.kind.ScriptScopes;
import io.github.pmdb.node.layout.Layout;
import io.github.pmdb.node.object.HeapReader;
import io.github.pmdb.node.value.Inspection.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;

/// What V8 keeps of an object beside its properties.
public final class Internals {
  private static final int BYTES_SHOWN = 32;
  private static final int MOST_ARGUMENTS = 100;

  private final Describer describer;
  private final HeapReader reader;
  private final Layout layout;
  private final Promises promises;
  private final Generators generators;

  public Internals(Describer describer) {
    this.describer = describer;
    this.reader = describer.reader();
    this.layout = reader.layout();
    this.promises = new Promises(describer);
    this.generators = new Generators(describer);
  }

  /// @param number of a value that V8 keeps as a bare number
  public record Slot(String name, long value, OptionalDouble number) {
    private Slot(String name, long value) {
      this(name, value, OptionalDouble.empty());
    }
  }

  /// The value that is listed by a name: `[[target]]`, `[[closure]].limit`.
  public Optional<Slot> named(long object, String name) {
    V8Map map = reader.map(object);
    return map == null || !reader.isReceiver(map.type())
        ? Optional.empty()
        : of(object, map).stream().filter(slot -> slot.name().equals(name)).findFirst();
  }

  /// Values that the object refers to.
  List<Slot> of(long object, V8Map map) {
    List<Slot> slots = new ArrayList<>();
    slots.add(new Slot("[[prototype]]", describer.constructors().prototype(object)));
    String type = name(map.type());
    switch (type) {
      case "JSBoundFunction" -> {
        slots.add(new Slot("[[target]]", reader.field(object, "JSBoundFunction.target")));
        slots.add(new Slot("[[this]]", reader.field(object, "JSBoundFunction.this")));
        long arguments = reader.field(object, "JSBoundFunction.arguments");
        for (int i = 0; i < Math.min(reader.length(arguments), MOST_ARGUMENTS); i++) {
          slots.add(new Slot("[[arguments]][%d]".formatted(i), reader.item(arguments, i)));
        }
      }
      case "JSProxy" -> {
        slots.add(new Slot("[[target]]", reader.field(object, "JSProxy.target")));
        slots.add(new Slot("[[handler]]", reader.field(object, "JSProxy.handler")));
      }
      case "JSPromise" -> {
        if (!promises.isPending(object)) {
          slots.add(new Slot("[[result]]", reader.field(object, "JSPromise.reactions_or_result")));
        }
      }
      case "JSWeakRef" ->
          slots.add(new Slot("[[target]]", reader.field(object, "JSWeakRef.target")));
      case "JSTypedArray", "JSDataView", "JSRabGsabDataView" -> {
        // While its bytes are on the heap, the buffer is an empty one that nobody has seen.
        if (!new Buffers(reader, describer.constructors()).isOnHeap(object)) {
          slots.add(new Slot("[[buffer]]", reader.field(object, "JSArrayBufferView.buffer")));
        }
      }
      case "JSGeneratorObject", "JSAsyncFunctionObject", "JSAsyncGeneratorObject" -> {
        slots.add(new Slot("[[function]]", reader.field(object, "JSGeneratorObject.function")));
        slots.add(new Slot("[[receiver]]", reader.field(object, "JSGeneratorObject.receiver")));
        slots.add(new Slot("[[context]]", reader.field(object, "JSGeneratorObject.context")));
        if (type.equals("JSAsyncFunctionObject")) {
          slots.add(new Slot("[[promise]]", reader.field(object, "JSAsyncFunctionObject.promise")));
        }
        if (generators.isSuspended(object)) {
          new Registers(reader, describer.functions())
              .of(object)
              .forEach(r -> slots.add(new Slot(r.name(), r.value())));
        }
      }
      case "JSFinalizationRegistry" ->
          slots.add(
              new Slot("[[cleanup]]", reader.field(object, "JSFinalizationRegistry.cleanup")));
      default -> {
        if (reader.isFunction(map.type())) {
          closure(object)
              .forEach(v -> slots.add(new Slot("[[closure]]." + v.name(), v.value(), v.number())));
          long promise = promises.settledBy(object);
          if (promise != 0) {
            slots.add(new Slot("[[promise]]", promise));
          }
        }
      }
    }
    return slots;
  }

  /// Variables of scopes, then those of scripts as far as no scope has one of that name.
  private List<Contexts.Variable> closure(long function) {
    List<Contexts.Variable> seen = new ArrayList<>(new Contexts(reader).closure(function));
    Set<String> names = seen.stream().map(Contexts.Variable::name).collect(Collectors.toSet());
    new ScriptScopes(reader)
        .seenBy(function).stream().filter(v -> names.add(v.name())).forEach(seen::add);
    return seen;
  }

  private String name(int type) {
    for (String name :
        List.of(
            "JSBoundFunction",
            "JSProxy",
            "JSPromise",
            "JSWeakRef",
            "JSError",
            "JSTypedArray",
            "JSDataView",
            "JSRabGsabDataView",
            "JSArrayBuffer",
            "JSGeneratorObject",
            "JSAsyncFunctionObject",
            "JSAsyncGeneratorObject",
            "JSFinalizationRegistry")) {
      if (layout.type(name) == type) {
        return name;
      }
    }
    return "";
  }

  /// What is not one value.
  List<Row> texts(long object, V8Map map) {
    List<Row> rows = new ArrayList<>(new IteratorText(describer).rows(object));
    rows.addAll(new HelperText(describer).rows(object));
    new Integrity(reader, describer.keys()::isPrivate)
        .of(object)
        .ifPresent(text -> rows.add(new Row("[[extensible]]", text, 0)));
    new DomExceptions(reader, describer.constructors())
        .of(object)
        .ifPresent(e -> rows.addAll(exception(e)));
    switch (name(map.type())) {
      case "JSPromise" -> {
        rows.add(new Row("[[state]]", promises.state(object), 0));
        if (promises.isPending(object)) {
          rows.addAll(promises.reactions(object));
        }
      }
      case "JSTypedArray", "JSDataView", "JSRabGsabDataView", "JSArrayBuffer" ->
          rows.add(bytes(object, map));
      case "JSGeneratorObject", "JSAsyncFunctionObject", "JSAsyncGeneratorObject" -> {
        rows.add(new Row("[[state]]", generators.state(object), 0));
        generators.place(object).ifPresent(p -> rows.add(new Row("[[stands]]", p.toString(), 0)));
      }
      case "JSError" -> rows.addAll(new ErrorStack(describer).rows(object));
      default -> {
        if (reader.isFunction(map.type())) {
          place(object).ifPresent(p -> rows.add(new Row("[[source]]", p, 0)));
        }
      }
    }
    return rows;
  }

  private List<Row> exception(DomException exception) {
    return List.of(
        row("[[name]]", exception.name()),
        row("[[message]]", exception.message()),
        row("[[code]]", exception.code()));
  }

  private Row row(String name, long value) {
    return new Row(name, describer.describe(value, Inspecting.ROW).text(), 0);
  }

  private Optional<String> place(long function) {
    try {
      return describer
          .functions()
          .place(describer.functions().shared(function))
          .map(Object::toString);
    } catch (MemoryFault e) {
      return Optional.of("<" + e.getMessage() + ">");
    }
  }

  private Row bytes(long object, V8Map map) {
    Buffers buffers = new Buffers(reader, describer.constructors());
    if (buffers.isDetached(object)) {
      return new Row("[[bytes]]", "detached", 0);
    }
    Buffers.Bytes bytes =
        map.type() == layout.type("JSArrayBuffer")
            ? buffers.ofBuffer(object)
            : buffers.ofView(object);
    return new Row(
        "[[bytes]]",
        "%d at 0x%x: %s%s"
            .formatted(
                bytes.length(),
                bytes.address(),
                String.join(" ", buffers.hex(bytes, BYTES_SHOWN)),
                bytes.length() > BYTES_SHOWN ? " ..." : ""),
        0);
  }
}
