package io.github.pmdb.node.value;

import io.github.pmdb.interpreter.Limits;
import io.github.pmdb.interpreter.Value;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.node.heap.V8Map;
import io.github.pmdb.node.kind.Contexts;
import io.github.pmdb.node.kind.NativeProperties;
import io.github.pmdb.node.object.Collections;
import io.github.pmdb.node.object.Elements;
import io.github.pmdb.node.object.Elements.Element;
import io.github.pmdb.node.object.HeapReader;
import io.github.pmdb.node.object.NumberText;
import io.github.pmdb.node.object.Properties;
import io.github.pmdb.node.object.Property;
import io.github.pmdb.node.value.Inspection.Row;
import io.github.pmdb.node.word.Tagged;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/// Lays objects out: every property, element and what V8 keeps beside them, one a row.
public final class Inspecting {
  /// Of each row.
  static final Limits ROW = new Limits(1, 2, 8, 200);

  private final Describer describer;
  private final HeapReader reader;
  private final Limits limits;
  private final Limits rowLimits;

  /// @param limits items of properties, and of elements and entries, and bytes of a string's text
  public Inspecting(Describer describer, Limits limits) {
    this.describer = describer;
    this.reader = describer.reader();
    this.limits = limits;
    this.rowLimits =
        new Limits(1, ROW.depth(), ROW.items(), Math.min(ROW.bytes(), Math.max(1, limits.bytes())));
  }

  /// @param value tagged
  public Inspection of(long value) {
    Value whole = describer.describe(value, limits);
    V8Map map = reader.map(value);
    if (map == null) {
      return new Inspection(
          whole.address(),
          whole.type(),
          whole.text(),
          0,
          0,
          List.of(),
          List.of(),
          0,
          List.of(),
          0,
          Tagged.isSmi(value) ? "" : "no object is there");
    }
    Rows rows = new Rows();
    String problem = whole.problem();
    try {
      fill(value, map, rows);
    } catch (MemoryFault e) {
      problem = e.getMessage();
    }
    return new Inspection(
        whole.address(),
        whole.type(),
        whole.text(),
        map.address(),
        reader.heap().sizeOf(Tagged.address(value)),
        rows.internal,
        rows.properties,
        rows.moreProperties,
        rows.elements,
        rows.more,
        problem);
  }

  private static final class Rows {
    private final List<Row> internal = new ArrayList<>();
    private final List<Row> properties = new ArrayList<>();
    private final List<Row> elements = new ArrayList<>();
    private long moreProperties;
    private long more;
  }

  private void fill(long value, V8Map map, Rows rows) {
    if (reader.isReceiver(map.type())) {
      Internals internals = new Internals(describer);
      internals
          .of(value, map)
          .forEach(i -> rows.internal.add(row(i.name(), i.value(), i.number())));
      rows.internal.addAll(internals.texts(value, map));
      Properties.Found own = new Properties(reader).own(value, limits.items(), (_, _) -> true);
      own.properties().forEach(p -> rows.properties.add(property(value, p)));
      rows.moreProperties = own.total() - own.properties().size();
      elements(value, map, rows);
    } else if (reader.isContext(map.type())) {
      new Contexts(reader)
          .variables(value)
          .forEach(v -> rows.properties.add(row(v.name(), v.value(), v.number())));
    } else if (map.type() == reader.layout().type("FixedArray")) {
      array(value, rows);
    }
  }

  private Row property(long object, Property property) {
    String name = describer.keys().text(property.key());
    NativeProperties.Content content = new NativeProperties(reader).content(object, property);
    if (content.value().isPresent()) {
      return row(name, content.value().getAsLong());
    }
    return content.unknown().isEmpty()
        ? new Accessors(describer).row(name, property.value())
        : new Row(name, "<" + content.unknown() + ">", 0);
  }

  private Row row(String name, long value, OptionalDouble number) {
    return number.isPresent()
        ? new Row(name, NumberText.of(number.getAsDouble()), 0)
        : row(name, value);
  }

  private Row row(String name, long value) {
    Value shown = describer.describe(value, rowLimits);
    String text = shown.problem().isEmpty() ? shown.text() : "<" + shown.problem() + ">";
    return new Row(name, text, shown.address());
  }

  private void elements(long value, V8Map map, Rows rows) {
    Collections collections = new Collections(reader);
    Optional<Collections.Found> entries =
        collections.isOne(map.type())
            ? Optional.of(collections.of(value, limits.items()))
            : new IteratorText(describer).left(value, limits.items());
    if (entries.isPresent()) {
      entries(entries.get(), collections.isSet(map.type()), rows);
      return;
    }
    RegistryText registries = new RegistryText(describer);
    if (registries.isOne(map.type())) {
      rows.elements.addAll(registries.rows(value, limits.items()));
      rows.more = registries.total(value) - rows.elements.size();
      return;
    }
    Elements.Found found = new Elements(reader).of(value, 0, limits.items());
    for (Element element : found.elements()) {
      String name = Long.toString(element.index());
      switch (element.kind()) {
        case HOLE -> {
          if (map.type() == reader.layout().type("JSArray")) {
            rows.elements.add(new Row(name, "<hole>", 0));
          }
        }
        case DOUBLE -> rows.elements.add(new Row(name, NumberText.of(element.number()), 0));
        case TAGGED -> rows.elements.add(row(name, element.value()));
        case ACCESSOR -> rows.elements.add(new Accessors(describer).row(name, element.value()));
      }
    }
    rows.more = found.total() - found.elements().size();
  }

  /// What a set has is told once.
  private void entries(Collections.Found found, boolean isSet, Rows rows) {
    for (Collections.Entry entry : found.entries()) {
      Value key = describer.describe(entry.key(), rowLimits);
      Row value = row(isSet ? "" : key.text(), entry.value());
      boolean isObject = !isSet && reader.isReceiver(reader.type(entry.key()));
      rows.elements.add(
          new Row(value.name(), value.text(), value.address(), isObject ? key.address() : 0));
    }
    rows.more = found.total() - found.entries().size();
  }

  private void array(long array, Rows rows) {
    int length = reader.length(array);
    for (int i = 0; i < Math.min(length, limits.items()); i++) {
      rows.elements.add(row(Integer.toString(i), reader.item(array, i)));
    }
    rows.more = Math.max(0, length - limits.items());
  }
}
