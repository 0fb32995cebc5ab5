package io.github.pmdb.node.expression;

import io.github.pmdb.node.expression.Path.Step;
import io.github.pmdb.node.function.Constructors;
import io.github.pmdb.node.kind.Buffers;
import io.github.pmdb.node.kind.NativeProperties;
import io.github.pmdb.node.object.Collections;
import io.github.pmdb.node.object.Elements;
import io.github.pmdb.node.object.Elements.Element;
import io.github.pmdb.node.object.HeapReader;
import io.github.pmdb.node.object.Properties;
import io.github.pmdb.node.object.Property;
import io.github.pmdb.node.object.Strings;
import io.github.pmdb.node.value.Describer;
import io.github.pmdb.node.value.Internals;
import io.github.pmdb.node.value.Keys;
import io.github.pmdb.node.word.Tagged;
import io.github.pmdb.snapshot.UserError;
import java.math.BigInteger;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Follows paths: elements, own properties, inherited ones, entries of maps and sets, what V8 keeps
/// beside them, the sizes that the language tells by accessors. No code of the target runs.
public final class Walk {
  private static final int MOST_PROTOTYPES = 1000;
  private static final int MOST_ENTRIES = 1 << 20;
  private static final int LONGEST_INDEX = 15;
  private static final Pattern PLACE = Pattern.compile("\\[\\[(keys|values)]]\\[(\\d+)]");

  private final HeapReader reader;
  private final Constructors constructors;
  private final Properties properties;
  private final Elements elements;
  private final Strings strings;
  private final Keys keys;
  private final NativeProperties natives;
  private final Contents contents;
  private final Internals internals;

  public Walk(Describer describer) {
    this.reader = describer.reader();
    this.constructors = describer.constructors();
    this.properties = new Properties(reader);
    this.elements = new Elements(reader);
    this.strings = new Strings(reader);
    this.keys = new Keys(reader);
    this.natives = new NativeProperties(reader);
    this.contents = new Contents(describer);
    this.internals = new Internals(describer);
  }

  /// @param value tagged
  /// @throws UserError that names the step that leads nowhere
  /// @throws io.github.pmdb.memory.MemoryFault when an object on the way can not be read
  public Found follow(long value, Path path) {
    Found at = Found.of(value);
    for (Step step : path.steps()) {
      at =
          step(at, step)
              .orElseThrow(() ->
                  new UserError("there is no '" + step + "'", "`inspect` lists what is there"));
      if (at.isAccessor()) {
        throw new UserError(
            "'" + step + "' is an accessor: only its function could tell the value",
            "`inspect` shows what the object holds itself");
      }
    }
    return at;
  }

  /// As [#follow], empty where a step leads nowhere, and an accessor where one is on the way.
  Optional<Found> tryFollow(long value, Path path) {
    Optional<Found> at = Optional.of(Found.of(value));
    for (Step step : path.steps()) {
      at = at.flatMap(found -> step(found, step));
    }
    return at;
  }

  private Optional<Found> step(Found from, Step step) {
    if (from.isAccessor()) {
      return Optional.of(from);
    }
    if (!from.isValue() || !Tagged.isReference(from.value())) {
      return Optional.empty();
    }
    return step.internal() ? internal(from.value(), step.name()) : step(from.value(), step.name());
  }

  private Optional<Found> step(long object, String step) {
    int type = reader.type(object);
    if (reader.isString(type)) {
      return step.equals("length")
          ? Optional.of(Found.of((double) strings.length(object)))
          : Optional.empty();
    }
    if (step.equals("__proto__")) {
      return Optional.of(Found.of(constructors.prototype(object)));
    }
    return element(object, step).or(() -> property(object, step)).or(() -> known(object, step));
  }

  private Optional<Found> element(long object, String step) {
    if (!step.matches("\\d+") || step.length() > LONGEST_INDEX) {
      return Optional.empty();
    }
    long index = Long.parseLong(step);
    if (reader.is(object, "JSTypedArray")) {
      return numberAt(object, index);
    }
    if (!reader.isReceiver(reader.type(object))) {
      return Optional.empty();
    }
    return elements.of(object, index, 1).elements().stream()
        .filter(e -> e.index() == index && !e.isHole())
        .findFirst()
        .map(Walk::found);
  }

  private static Found found(Element element) {
    return switch (element.kind()) {
      case DOUBLE -> Found.of(element.number());
      case TAGGED, HOLE -> Found.of(element.value());
      case ACCESSOR -> Found.ACCESSOR;
    };
  }

  private Optional<Found> numberAt(long array, long index) {
    Buffers buffers = new Buffers(reader, constructors);
    return buffers
        .elementType(array)
        .map(type -> buffers.elements(buffers.ofView(array), type, index, 1))
        .flatMap(list -> list.stream().findFirst())
        .map(text ->
            text.endsWith("n")
                ? Found.of(new BigInteger(text.substring(0, text.length() - 1)))
                : Found.of(Double.parseDouble(text)));
  }

  /// An own property, else an inherited one.
  private Optional<Found> property(long object, String step) {
    long at = object;
    for (int i = 0; i < MOST_PROTOTYPES && reader.isReceiver(reader.type(at)); i++) {
      Optional<Property> own = properties.find(at, key -> keys.is(key, step));
      if (own.isPresent()) {
        return Optional.of(value(object, at, own.get(), step));
      }
      at = constructors.prototype(at);
    }
    return Optional.empty();
  }

  private Found value(long object, long holder, Property property, String step) {
    NativeProperties.Content content = natives.content(holder, property);
    if (!content.unknown().isEmpty()) {
      throw new UserError(
          "'%s' is not known: %s".formatted(step, content.unknown()),
          "`inspect` shows what else is there");
    }
    return content.value().isPresent()
        ? Found.of(content.value().getAsLong())
        : contents.told(object, property, step).orElse(Found.ACCESSOR);
  }

  /// What V8 keeps beside properties, and the keys and values of maps and sets by their place.
  private Optional<Found> internal(long object, String name) {
    Matcher place = PLACE.matcher(name);
    if (place.matches()) {
      return entry(object, place.group(2))
          .map(e -> Found.of(place.group(1).equals("keys") ? e.key() : e.value()));
    }
    return internals
        .named(object, name)
        .map(slot ->
            slot.number().isPresent()
                ? Found.of(slot.number().getAsDouble())
                : Found.of(slot.value()));
  }

  /// The one at a place among the entries of a map or a set, from 0 on, as `inspect` lists them.
  private Optional<Collections.Entry> entry(long object, String place) {
    Collections collections = new Collections(reader);
    if (!collections.isOne(reader.type(object)) || place.length() > LONGEST_INDEX) {
      return Optional.empty();
    }
    long index = Long.parseLong(place);
    return index >= MOST_ENTRIES
        ? Optional.empty()
        : collections.of(object, (int) index + 1).entries().stream().skip(index).findFirst();
  }

  /// Entries of maps by their keys, those of sets by their place, and what a promise has.
  private Optional<Found> known(long object, String step) {
    if (reader.is(object, "JSSet") && step.matches("\\d+")) {
      return entry(object, step).map(e -> Found.of(e.value()));
    }
    if (!reader.is(object, "JSMap")) {
      return contents.ofPromise(object, step);
    }
    return new Collections(reader)
        .of(object, MOST_ENTRIES).entries().stream()
            .filter(e -> isKey(e.key(), step))
            .findFirst()
            .map(e -> Found.of(e.value()));
  }

  private boolean isKey(long key, String step) {
    return Tagged.isSmi(key)
        ? Integer.toString(Tagged.smi(key)).equals(step)
        : strings.equals(key, step);
  }
}
