package io.github.pmdb.node.value;

import io.github.pmdb.node.function.Functions;
import io.github.pmdb.node.function.Functions.Place;
import io.github.pmdb.node.object.HeapReader;
import io.github.pmdb.node.value.Inspection.Row;
import io.github.pmdb.node.word.Tagged;

/// Properties whose value a function would have to tell.
final class Accessors {
  private final HeapReader reader;
  private final Functions functions;

  Accessors(Describer describer) {
    this.reader = describer.reader();
    this.functions = describer.functions();
  }

  /// @param value what V8 keeps of the accessor
  String text(long value) {
    boolean getter = getter(value) != 0;
    boolean setter = setter(value) != 0;
    if (getter && setter) {
      return "<getter, setter>";
    }
    return getter ? "<getter>" : setter ? "<setter>" : "<accessor>";
  }

  /// With where the functions are written, and the address of the first of them.
  Row row(String name, long value) {
    long getter = getter(value);
    long setter = setter(value);
    String text = text(value);
    StringBuilder places = new StringBuilder(text);
    for (long function : new long[] {getter, setter}) {
      if (function != 0) {
        functions
            .place(functions.shared(function))
            .map(Place::toString)
            .ifPresent(place -> places.append(' ').append(place));
      }
    }
    long first = getter != 0 ? getter : setter;
    return new Row(name, places.toString(), first == 0 ? 0 : Tagged.address(first));
  }

  private long getter(long value) {
    return function(value, "AccessorPair.getter");
  }

  private long setter(long value) {
    return function(value, "AccessorPair.setter");
  }

  /// 0 where there is none that is JavaScript's.
  private long function(long value, String field) {
    if (!reader.is(value, "AccessorPair")) {
      return 0;
    }
    long function = reader.field(value, field);
    return reader.isFunction(reader.type(function)) ? function : 0;
  }
}
