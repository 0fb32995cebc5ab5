package io.github.pmdb.node.value;

import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.node.heap.V8Map;
import io.github.pmdb.node.layout.Layout;
import io.github.pmdb.node.object.HeapReader;
import io.github.pmdb.node.word.Tagged;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What V8 keeps of an object beside its properties.
final class Internals {
  private static final int GENERATOR_RUNNING = -2;
  private static final int GENERATOR_CLOSED = -1;
  private static final int BYTES_SHOWN = 32;

  private final Describer describer;
  private final HeapReader reader;
  private final Layout layout;

  Internals(Describer describer) {
    this.describer = describer;
    this.reader = describer.reader();
    this.layout = reader.layout();
  }

  record Slot(String name, long value) {}

  record Note(String name, String text) {}

  /// Values that the object refers to.
  List<Slot> of(long object, V8Map map) {
    List<Slot> slots = new ArrayList<>();
    slots.add(new Slot("[[prototype]]", describer.constructors().prototype(object)));
    String type = name(map.type());
    switch (type) {
      case "JSBoundFunction" -> {
        slots.add(new Slot("[[target]]", reader.field(object, "JSBoundFunction.target")));
        slots.add(new Slot("[[this]]", reader.field(object, "JSBoundFunction.this")));
        slots.add(new Slot("[[arguments]]", reader.field(object, "JSBoundFunction.arguments")));
      }
      case "JSProxy" -> {
        slots.add(new Slot("[[target]]", reader.field(object, "JSProxy.target")));
        slots.add(new Slot("[[handler]]", reader.field(object, "JSProxy.handler")));
      }
      case "JSPromise" ->
          slots.add(
              new Slot(
                  state(object).equals("pending") ? "[[reactions]]" : "[[result]]",
                  reader.field(object, "JSPromise.reactions_or_result")));
      case "JSTypedArray", "JSDataView" ->
          slots.add(new Slot("[[buffer]]", reader.field(object, "JSArrayBufferView.buffer")));
      case "JSGeneratorObject", "JSAsyncFunctionObject", "JSAsyncGeneratorObject" -> {
        slots.add(new Slot("[[function]]", reader.field(object, "JSGeneratorObject.function")));
        slots.add(new Slot("[[receiver]]", reader.field(object, "JSGeneratorObject.receiver")));
        slots.add(new Slot("[[context]]", reader.field(object, "JSGeneratorObject.context")));
      }
      default -> {
        if (reader.isFunction(map.type())) {
          new Contexts(describer)
              .closure(object)
              .forEach(v -> slots.add(new Slot("[[closure]]." + v.name(), v.value())));
        }
      }
    }
    return slots;
  }

  private String name(int type) {
    for (String name :
        List.of(
            "JSBoundFunction",
            "JSProxy",
            "JSPromise",
            "JSTypedArray",
            "JSDataView",
            "JSArrayBuffer",
            "JSGeneratorObject",
            "JSAsyncFunctionObject",
            "JSAsyncGeneratorObject")) {
      if (layout.type(name) == type) {
        return name;
      }
    }
    return "";
  }

  /// Facts that are no objects.
  List<Note> texts(long object, V8Map map) {
    List<Note> notes = new ArrayList<>();
    switch (name(map.type())) {
      case "JSPromise" -> notes.add(new Note("[[state]]", state(object)));
      case "JSTypedArray", "JSDataView", "JSArrayBuffer" -> bytes(object, map, notes);
      case "JSGeneratorObject", "JSAsyncFunctionObject", "JSAsyncGeneratorObject" ->
          notes.add(new Note("[[state]]", generatorState(object)));
      default -> {
        if (reader.isFunction(map.type())) {
          place(object).ifPresent(p -> notes.add(new Note("[[source]]", p)));
        }
      }
    }
    return notes;
  }

  private String state(long promise) {
    return switch (Tagged.smi(reader.field(promise, "JSPromise.flags")) & 3) {
      case 0 -> "pending";
      case 1 -> "fulfilled";
      case 2 -> "rejected";
      default -> "damaged";
    };
  }

  private String generatorState(long generator) {
    int at = Tagged.smi(reader.field(generator, "JSGeneratorObject.continuation"));
    return switch (at) {
      case GENERATOR_RUNNING -> "running";
      case GENERATOR_CLOSED -> "closed";
      case 0 -> "not started";
      default -> "suspended";
    };
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

  private void bytes(long object, V8Map map, List<Note> notes) {
    Buffers buffers = new Buffers(reader, describer.constructors());
    Buffers.Bytes bytes =
        map.type() == layout.type("JSArrayBuffer")
            ? buffers.ofBuffer(object)
            : buffers.ofView(object);
    notes.add(
        new Note(
            "[[bytes]]",
            "%d at 0x%x: %s%s"
                .formatted(
                    bytes.length(),
                    bytes.address(),
                    String.join(" ", buffers.hex(bytes, BYTES_SHOWN)),
                    bytes.length() > BYTES_SHOWN ? " ..." : "")));
  }
}
