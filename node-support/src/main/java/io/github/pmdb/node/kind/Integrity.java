package io.github.pmdb.node.kind;

import io.github.pmdb.node.heap.V8Map;
import io.github.pmdb.node.object.Elements;
import io.github.pmdb.node.object.HeapReader;
import io.github.pmdb.node.object.Properties;
import io.github.pmdb.node.object.Property;
import java.util.Optional;
import java.util.function.LongPredicate;
import java.util.function.Predicate;

/// What a program may not do with an object any more, by `Object.preventExtensions`, `seal` and
/// `freeze`.
public final class Integrity {
  private static final String CLOSED = "false";
  private static final String SEALED = "false, sealed";
  private static final String FROZEN = "false, frozen";

  private final HeapReader reader;
  private final LongPredicate isPrivate;

  /// @param isPrivate whether a key is of what a program can not reach by it
  public Integrity(HeapReader reader, LongPredicate isPrivate) {
    this.reader = reader;
    this.isPrivate = isPrivate;
  }

  /// Whether it takes more properties, and whether those it has may be changed; empty for an object
  /// with which everything may be done.
  public Optional<String> of(long object) {
    V8Map map = reader.map(object);
    if (map == null || map.isExtensible() || !isOrdinary(map.type())) {
      return Optional.empty();
    }
    int elements = new Elements(reader).attributes(object);
    if ((elements & Property.NOT_CONFIGURABLE) == 0 || has(object, Property::configurable)) {
      return Optional.of(CLOSED);
    }
    boolean writable =
        (elements & Property.READ_ONLY) == 0
            || has(object, property -> !property.accessor() && !property.readOnly());
    return Optional.of(writable ? SEALED : FROZEN);
  }

  /// Others answer for what they stand for.
  private boolean isOrdinary(int type) {
    return type != reader.layout().type("JSProxy")
        && type != reader.layout().type("JSGlobalProxy")
        && type != reader.layout().type("JSGlobalObject");
  }

  private boolean has(long object, Predicate<Property> wanted) {
    return new Properties(reader)
            .own(
                object,
                1,
                (property, symbol) ->
                    wanted.test(property) && !(symbol && isPrivate.test(property.key())))
            .total()
        > 0;
  }
}
