package io.github.pmdb.node.kind;

import io.github.pmdb.node.function.Constructors;
import io.github.pmdb.node.object.Collections;
import io.github.pmdb.node.object.HeapReader;
import io.github.pmdb.node.object.Properties;
import io.github.pmdb.node.object.Property;
import io.github.pmdb.node.object.Strings;
import java.util.Optional;

/// Errors of the web's interfaces: Node.js keeps their names and messages in a `WeakMap`, which the
/// getters of the prototype close over (`lib/internal/per_context/domexception.js`).
public final class DomExceptions {
  private static final int MOST_PROTOTYPES = 16;
  private static final int LONGEST_NAME = 256;

  private final HeapReader reader;
  private final Constructors constructors;
  private final Properties properties;
  private final Contexts contexts;
  private final Collections collections;

  public DomExceptions(HeapReader reader, Constructors constructors) {
    this.reader = reader;
    this.constructors = constructors;
    this.properties = new Properties(reader);
    this.contexts = new Contexts(reader);
    this.collections = new Collections(reader);
  }

  /// What a program sees as `name`, `message` and `code`, tagged.
  ///
  /// @param code 0 as a small integer where the name has none
  public record DomException(long name, long message, long code) {}

  /// Absent for what is no such error.
  public Optional<DomException> of(long object) {
    if (!reader.is(object, "JSError") && !constructors.nameOf(object).equals("DOMException")) {
      return Optional.empty();
    }
    long prototype = constructors.prototype(object);
    for (int i = 0; i < MOST_PROTOTYPES && reader.isReceiver(reader.type(prototype)); i++) {
      long entry = collections.ofWeak(closedOver(prototype, "name", "internalsMap"), object);
      if (entry != 0) {
        return Optional.of(read(prototype, entry));
      }
      prototype = constructors.prototype(prototype);
    }
    return Optional.empty();
  }

  private DomException read(long prototype, long entry) {
    long name = own(entry, "name");
    String text = new Strings(reader).read(name, LONGEST_NAME).text();
    boolean isDisused =
        collections.ofText(closedOver(prototype, "code", "disusedNamesSet"), text) != 0;
    long codes = closedOver(prototype, "code", "nameToCodeMap");
    return new DomException(
        name, own(entry, "message"), isDisused ? 0 : collections.ofText(codes, text));
  }

  private long own(long object, String name) {
    return properties.own(object, name).map(Property::value).orElse(0L);
  }

  /// A variable of the closure of a getter, 0 where there is none.
  private long closedOver(long prototype, String property, String variable) {
    return properties
        .own(prototype, property)
        .filter(p -> reader.is(p.value(), "AccessorPair"))
        .map(p -> reader.field(p.value(), "AccessorPair.getter"))
        .filter(getter -> reader.isFunction(reader.type(getter)))
        .flatMap(getter ->
            contexts.closure(getter).stream().filter(v -> v.name().equals(variable)).findFirst())
        .map(Contexts.Variable::value)
        .orElse(0L);
  }
}
