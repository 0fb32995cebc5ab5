package io.github.pmdb.node.expression;

import io.github.pmdb.node.function.Functions;
import io.github.pmdb.node.kind.Buffers;
import io.github.pmdb.node.kind.Reactions;
import io.github.pmdb.node.object.Collections;
import io.github.pmdb.node.object.HeapReader;
import io.github.pmdb.node.object.Property;
import io.github.pmdb.node.value.Describer;
import java.util.Optional;
import java.util.OptionalLong;

/// What a program learns of objects of the language by accessors of the language: how many entries
/// or bytes they have, and how functions are called. Of promises the state, too, which no program
/// can ask for.
final class Contents {
  private final HeapReader reader;
  private final Functions functions;
  private final Collections collections;
  private final Buffers buffers;

  Contents(Describer describer) {
    this.reader = describer.reader();
    this.functions = describer.functions();
    this.collections = new Collections(reader);
    this.buffers = new Buffers(reader, describer.constructors());
  }

  /// What an accessor tells of an object.
  ///
  /// @param accessor that the object has or inherits; one that a program wrote tells nothing
  Optional<Found> told(long object, Property accessor, String name) {
    if (reader.is(accessor.value(), "AccessorInfo")) {
      return name.equals("name") ? functionName(object) : Optional.empty();
    }
    return isOfTheLanguage(accessor)
        ? number(object, name).map(Long::doubleValue).map(Found::of)
        : Optional.empty();
  }

  private Optional<Found> functionName(long object) {
    if (reader.is(object, "JSBoundFunction")) {
      return Optional.of(Found.of(functions.name(object)));
    }
    if (!reader.isFunction(reader.type(object))) {
      return Optional.empty();
    }
    OptionalLong written = functions.writtenName(functions.shared(object));
    return Optional.of(written.isPresent() ? Found.of(written.getAsLong()) : Found.of(""));
  }

  private boolean isOfTheLanguage(Property accessor) {
    if (!reader.is(accessor.value(), "AccessorPair")) {
      return false;
    }
    long getter = reader.field(accessor.value(), "AccessorPair.getter");
    return reader.isFunction(reader.type(getter))
        && functions.place(functions.shared(getter)).isEmpty();
  }

  private Optional<Long> number(long object, String name) {
    return switch (name) {
      case "size" -> size(object);
      case "length" -> length(object);
      case "byteLength" -> byteLength(object);
      case "byteOffset" -> byteOffset(object);
      default -> Optional.empty();
    };
  }

  private Optional<Long> size(long object) {
    return reader.is(object, "JSMap") || reader.is(object, "JSSet")
        ? Optional.of(collections.of(object, 0).total())
        : Optional.empty();
  }

  private Optional<Long> length(long object) {
    return reader.is(object, "JSTypedArray")
        ? buffers.elementType(object).map(type -> buffers.ofView(object).length() / type.size())
        : Optional.empty();
  }

  private Optional<Long> byteLength(long object) {
    if (reader.is(object, "JSArrayBuffer")) {
      return Optional.of(buffers.ofBuffer(object).length());
    }
    return buffers.isView(object) ? Optional.of(buffers.ofView(object).length()) : Optional.empty();
  }

  private Optional<Long> byteOffset(long object) {
    return buffers.isView(object) ? Optional.of(buffers.offset(object)) : Optional.empty();
  }

  /// `state` and `result` of a promise, as `inspect` tells them.
  Optional<Found> ofPromise(long promise, String name) {
    if (!reader.is(promise, "JSPromise")) {
      return Optional.empty();
    }
    Reactions reactions = new Reactions(reader);
    if (name.equals("state")) {
      return Optional.of(Found.of(reactions.stateName(promise)));
    }
    return name.equals("result") && !reactions.isPending(promise)
        ? Optional.of(Found.of(reader.field(promise, "JSPromise.reactions_or_result")))
        : Optional.empty();
  }
}
