package io.github.pmdb.node.loop;

import io.github.pmdb.interpreter.Limits;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.node.function.Functions;
import io.github.pmdb.node.function.Functions.Place;
import io.github.pmdb.node.kind.Contexts;
import io.github.pmdb.node.object.Elements;
import io.github.pmdb.node.object.HeapReader;
import io.github.pmdb.node.object.Oddball;
import io.github.pmdb.node.object.Properties;
import io.github.pmdb.node.object.Property;
import io.github.pmdb.node.object.Strings;
import io.github.pmdb.node.value.Describer;
import io.github.pmdb.node.value.Keys;
import io.github.pmdb.node.word.Tagged;
import java.util.List;
import java.util.Optional;

/// Reads what Node.js keeps in its own JavaScript objects.
final class Values {
  private static final int LONGEST = 4096;
  private static final int MOST_ITEMS = 1 << 20;
  private static final Limits SHORT = new Limits(1, 1, 4, 200);

  private final Describer describer;
  private final HeapReader reader;
  private final Properties properties;
  private final Keys keys;

  Values(Describer describer) {
    this.describer = describer;
    this.reader = describer.reader();
    this.properties = new Properties(reader);
    this.keys = new Keys(reader);
  }

  HeapReader reader() {
    return reader;
  }

  String constructor(long object) {
    return describer.constructors().nameOf(object);
  }

  /// Those of a class, by its name. What only looks like an object is left out.
  List<Long> instances(List<Long> objects, String constructor) {
    return objects.stream().filter(o -> isInstance(o, constructor)).toList();
  }

  private boolean isInstance(long object, String constructor) {
    try {
      return constructor(object).equals(constructor);
    } catch (MemoryFault _) {
      // No object that Node.js works with.
      return false;
    }
  }

  /// An own property: `_host`, `Symbol(owner_symbol)`, of a private name `#heap`.
  Optional<Long> get(long object, String name) {
    return properties
        .find(object, key -> keys.is(key, name))
        .filter(p -> !p.accessor())
        .map(Property::value);
  }

  /// A property that is an object; 0 where there is none.
  long object(long object, String name) {
    return get(object, name).filter(v -> reader.isReceiver(reader.type(v))).orElse(0L);
  }

  /// A property that is a number, NaN where there is none.
  double number(long object, String name) {
    return get(object, name).map(reader::number).orElse(Double.NaN);
  }

  boolean isTrue(long object, String name) {
    return is(object, name, Oddball.TRUE);
  }

  boolean isFalse(long object, String name) {
    return is(object, name, Oddball.FALSE);
  }

  private boolean is(long object, String name, Oddball expected) {
    return get(object, name).filter(v -> reader.oddball(v) == expected).isPresent();
  }

  /// The text of a property that is a string, the spelling of a number, else empty.
  String text(long object, String name) {
    return get(object, name).map(this::text).orElse("");
  }

  String text(long value) {
    if (reader.isString(reader.type(value))) {
      return new Strings(reader).read(value, LONGEST).text();
    }
    return Double.isNaN(reader.number(value)) ? "" : describer.describe(value, SHORT).text();
  }

  /// Values of an array; holes and numbers that lie in it are left out.
  List<Long> items(long array) {
    return new Elements(reader)
        .of(array, 0, MOST_ITEMS).elements().stream()
            .filter(e -> e.kind() == Elements.Kind.TAGGED)
            .map(Elements.Element::value)
            .toList();
  }

  /// The name of a function and where it is written; empty for what is no function.
  String function(long value) {
    if (!reader.isFunction(reader.type(value)) && !reader.is(value, "JSBoundFunction")) {
      return "";
    }
    String name = describer.functions().name(value);
    String shown = name.isEmpty() ? "(anonymous)" : name;
    return shown + place(value).map(p -> " (" + p + ")").orElse("");
  }

  /// A variable that a function closes over, 0 where there is none of that name.
  long closed(long function, String name) {
    return reader.isFunction(reader.type(function))
        ? new Contexts(reader)
            .closure(function).stream()
                .filter(v -> v.name().equals(name))
                .findFirst()
                .map(Contexts.Variable::value)
                .orElse(0L)
        : 0;
  }

  private Optional<String> place(long function) {
    Functions functions = describer.functions();
    try {
      long target = functions.unboundTarget(function);
      return reader.isFunction(reader.type(target))
          ? functions.place(functions.shared(target)).map(Place::toString)
          : Optional.empty();
    } catch (MemoryFault e) {
      return Optional.of("<" + e.getMessage() + ">");
    }
  }

  static long address(long reference) {
    return Tagged.isReference(reference) ? Tagged.address(reference) : 0;
  }
}
