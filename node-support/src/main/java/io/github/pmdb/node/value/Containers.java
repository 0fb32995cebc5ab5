package io.github.pmdb.node.value;

import io.github.pmdb.node.kind.NativeProperties;
import io.github.pmdb.node.object.Collections;
import io.github.pmdb.node.object.Elements;
import io.github.pmdb.node.object.Elements.Element;
import io.github.pmdb.node.object.HeapReader;
import io.github.pmdb.node.object.NumberText;
import io.github.pmdb.node.object.Properties;
import io.github.pmdb.node.object.Property;
import java.util.List;

/// Objects with properties and elements, arrays, maps and sets.
final class Containers {
  private final Describer describer;
  private final HeapReader reader;
  private final Properties properties;
  private final Elements elements;
  private final Collections collections;
  private final NativeProperties natives;

  Containers(Describer describer) {
    this.describer = describer;
    this.reader = describer.reader();
    this.properties = new Properties(reader);
    this.elements = new Elements(reader);
    this.collections = new Collections(reader);
    this.natives = new NativeProperties(reader);
  }

  void write(long object, int depth, Budget out) {
    int type = reader.type(object);
    if (type == reader.layout().type("JSArray")) {
      array(object, depth, out);
    } else if (collections.isOne(type)) {
      collection(object, depth, out);
    } else {
      plain(object, depth, out);
    }
  }

  private void array(long object, int depth, Budget out) {
    String name = describer.constructors().nameOf(object);
    Elements.Found found = elements.of(object, 0, out.limits().items());
    if (!name.equals("Array")) {
      out.add("%s(%d) ".formatted(name, found.total()));
    }
    out.add("[");
    Items items = new Items(out);
    boolean sparse = elements.areSparse(object);
    for (Element element : found.elements()) {
      if (!items.next()) {
        break;
      }
      out.add(sparse ? element.index() + ": " : "");
      element(element, depth, out);
    }
    items.rest(found.total());
    named(object, shown(object, out).properties(), depth, items, out);
    out.add("]");
  }

  /// What a loop over the object would see; an array's `length` is none of it.
  private boolean isShown(Property property, boolean symbol) {
    return (symbol && describer.keys().isPrivate(property.key()))
        ? describer.keys().isPrivateName(property.key())
        : property.enumerable();
  }

  private Properties.Found shown(long object, Budget out) {
    return properties.own(object, out.limits().items(), this::isShown);
  }

  private void element(Element element, int depth, Budget out) {
    switch (element.kind()) {
      case HOLE -> out.add("<hole>");
      case DOUBLE -> out.add(NumberText.of(element.number()));
      case TAGGED -> describer.part(element.value(), depth + 1, out);
      case ACCESSOR -> out.add(new Accessors(describer).text(element.value()));
    }
  }

  private void plain(long object, int depth, Budget out) {
    String name = describer.constructors().nameOf(object);
    Properties.Found own = shown(object, out);
    Elements.Found found = elements.of(object, 0, out.limits().items());
    out.add(name.equals("Object") ? "" : name + " ").add("{");
    Items items = new Items(out);
    long holes = 0;
    for (Element element : found.elements()) {
      if (element.isHole()) {
        holes++;
      } else if (items.next()) {
        out.add(element.index() + ": ");
        element(element, depth, out);
      }
    }
    named(object, own.properties(), depth, items, out);
    items.rest(found.total() - holes + own.total());
    out.add("}");
  }

  private void property(long object, Property property, int depth, Budget out) {
    NativeProperties.Content content = natives.content(object, property);
    if (content.value().isPresent()) {
      describer.part(content.value().getAsLong(), depth + 1, out);
    } else if (content.unknown().isEmpty()) {
      out.add(new Accessors(describer).text(property.value()));
    } else {
      out.add("<" + content.unknown() + ">");
    }
  }

  private void named(long object, List<Property> own, int depth, Items items, Budget out) {
    for (Property property : own) {
      if (!items.next()) {
        break;
      }
      out.add(describer.keys().text(property.key()) + ": ");
      property(object, property, depth, out);
    }
  }

  private void collection(long object, int depth, Budget out) {
    Collections.Found found = collections.of(object, out.limits().items());
    boolean isMap = collections.isMap(reader.type(object));
    out.add("%s(%d) ".formatted(describer.constructors().nameOf(object), found.total()));
    entries(describer, found, isMap, depth, out);
  }

  /// Entries of a map or a set, in braces.
  static void entries(
      Describer describer, Collections.Found found, boolean isMap, int depth, Budget out) {
    out.add("{");
    Items items = new Items(out);
    for (Collections.Entry entry : found.entries()) {
      if (!items.next()) {
        break;
      }
      describer.part(entry.key(), depth + 1, out);
      if (isMap) {
        out.add(" => ");
        describer.part(entry.value(), depth + 1, out);
      }
    }
    items.rest(found.total());
    out.add("}");
  }
}
