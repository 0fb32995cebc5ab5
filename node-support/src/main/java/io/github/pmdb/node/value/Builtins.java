package io.github.pmdb.node.value;

import io.github.pmdb.node.kind.Buffers;
import io.github.pmdb.node.kind.DomExceptions;
import io.github.pmdb.node.kind.DomExceptions.DomException;
import io.github.pmdb.node.kind.ElementType;
import io.github.pmdb.node.kind.Reactions;
import io.github.pmdb.node.layout.Layout;
import io.github.pmdb.node.object.Dates;
import io.github.pmdb.node.object.HeapReader;
import io.github.pmdb.node.object.Oddball;
import io.github.pmdb.node.object.Properties;
import io.github.pmdb.node.object.Property;
import io.github.pmdb.node.word.Tagged;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Objects that the language itself gives a content: dates, regular expressions, promises, buffers,
/// errors and so on.
final class Builtins {
  private static final DateTimeFormatter ISO =
      DateTimeFormatter.ofPattern("-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  /// `JSRegExp::Flag`, by the letters' alphabet.
  private static final String FLAG_LETTERS = "dgilmsuvy";

  private static final int[] FLAG_BITS = {7, 0, 1, 6, 2, 5, 4, 8, 3};

  private final Describer describer;
  private final HeapReader reader;
  private final Layout layout;
  private final Buffers buffers;
  private final Reactions reactions;
  private final Generators generators;
  private final IteratorText iterators;
  private final HelperText helpers;
  private final RegistryText registries;
  private final DomExceptions exceptions;

  Builtins(Describer describer) {
    this.describer = describer;
    this.reader = describer.reader();
    this.layout = reader.layout();
    this.reactions = new Reactions(reader);
    this.buffers = new Buffers(reader, describer.constructors());
    this.generators = new Generators(describer);
    this.iterators = new IteratorText(describer);
    this.helpers = new HelperText(describer);
    this.registries = new RegistryText(describer);
    this.exceptions = new DomExceptions(reader, describer.constructors());
  }

  /// Whether the object is one of those, and was written.
  boolean write(long object, int depth, Budget out) {
    int type = reader.type(object);
    if (type == layout.type("JSDate")) {
      out.add(date(object));
    } else if (type == layout.type("JSRegExp")) {
      out.add(regexp(object));
    } else if (type == layout.type("JSError") && exceptions.of(object).isEmpty()) {
      out.add(error(object, out));
    } else if (isBytes(type)) {
      bytes(object, type, out);
    } else if (generators.isOne(type)) {
      out.add(generators.summary(object));
    } else {
      return exception(object, out)
          || iterators.write(object, depth, out)
          || helpers.write(object, depth, out)
          || wraps(object, type, depth, out);
    }
    return true;
  }

  private boolean isBytes(int type) {
    return type == layout.type("JSTypedArray")
        || type == layout.type("JSArrayBuffer")
        || Buffers.isDataView(layout, type);
  }

  /// Those that hold another value.
  private boolean wraps(long object, int type, int depth, Budget out) {
    String name = describer.constructors().nameOf(object);
    if (type == layout.type("JSPromise")) {
      promise(object, name, depth, out);
    } else if (type == layout.type("JSWeakRef")) {
      wrapped(name, reader.field(object, "JSWeakRef.target"), depth, out);
    } else if (type == layout.type("JSPrimitiveWrapper")) {
      wrapped(name, reader.field(object, "JSPrimitiveWrapper.value"), depth, out);
    } else if (registries.isOne(type)) {
      registries.write(object, depth, out);
    } else if (type == layout.type("JSProxy")) {
      proxy(object, depth, out);
    } else {
      return false;
    }
    return true;
  }

  private void wrapped(String name, long value, int depth, Budget out) {
    out.add(name + " {");
    describer.part(value, depth + 1, out);
    out.add("}");
  }

  private void proxy(long object, int depth, Budget out) {
    long handler = reader.field(object, "JSProxy.handler");
    if (reader.oddball(handler) == Oddball.NULL) {
      out.add("Proxy {revoked}");
      return;
    }
    out.add("Proxy {");
    describer.part(reader.field(object, "JSProxy.target"), depth + 1, out);
    out.add(", ");
    describer.part(handler, depth + 1, out);
    out.add("}");
  }

  private void promise(long object, String name, int depth, Budget out) {
    int state = reactions.state(object);
    if (state == Reactions.PENDING) {
      out.add(name + " {pending}");
      return;
    }
    out.add(name + (state == Reactions.FULFILLED ? " {fulfilled: " : " {rejected: "));
    describer.part(reader.field(object, "JSPromise.reactions_or_result"), depth + 1, out);
    out.add("}");
  }

  String date(long object) {
    double time = Dates.time(reader, object);
    if (Double.isNaN(time)) {
      return "Invalid Date";
    }
    try {
      OffsetDateTime date = Instant.ofEpochMilli((long) time).atOffset(ZoneOffset.UTC);
      return year(date.getYear()) + ISO.format(date);
    } catch (DateTimeException _) {
      // No date of JavaScript is so far away: the number is damaged.
      return "Invalid Date";
    }
  }

  /// Of six digits with a sign where four do not do (ECMA-262, expanded years).
  private static String year(int year) {
    return year >= 0 && year <= 9999 ? "%04d".formatted(year) : "%+07d".formatted(year);
  }

  String regexp(long object) {
    long source = reader.field(object, "JSRegExp.source");
    int flags = Tagged.smi(reader.field(object, "JSRegExp.flags"));
    StringBuilder letters = new StringBuilder();
    for (int i = 0; i < FLAG_BITS.length; i++) {
      if ((flags >> FLAG_BITS[i] & 1) != 0) {
        letters.append(FLAG_LETTERS.charAt(i));
      }
    }
    return "/%s/%s".formatted(describer.strings().read(source, 4096).text(), letters);
  }

  private boolean exception(long object, Budget out) {
    Optional<DomException> found = exceptions.of(object);
    found.ifPresent(e ->
        out.add("[DOMException %s: %s]".formatted(text(e.name(), out), text(e.message(), out))));
    return found.isPresent();
  }

  private String text(long string, Budget out) {
    return describer.strings().read(string, out.room()).text();
  }

  private String error(long object, Budget out) {
    String text = own(object, "message", out).orElse("");
    String name = own(object, "name", out).orElseGet(() -> describer.constructors().nameOf(object));
    return text.isEmpty() ? "[" + name + "]" : "[" + name + ": " + text + "]";
  }

  private Optional<String> own(long object, String property, Budget out) {
    return new Properties(reader)
        .own(object, property)
        .map(Property::value)
        .filter(v -> reader.isString(reader.type(v)))
        .map(v -> text(v, out));
  }

  private void bytes(long object, int type, Budget out) {
    boolean typed = type == layout.type("JSTypedArray");
    Buffers.Bytes bytes =
        type == layout.type("JSArrayBuffer") ? buffers.ofBuffer(object) : buffers.ofView(object);
    String name = describer.constructors().nameOf(object);
    Optional<ElementType> element = typed ? buffers.elementType(object) : Optional.empty();
    boolean isBuffer = element.filter(e -> !name.equals(e.constructor())).isPresent();
    if (element.isEmpty() || (isBuffer && element.get() == ElementType.UINT8)) {
      items(name, bytes.length(), buffers.hex(bytes, out.limits().items()), " ", out);
    } else {
      items(
          name,
          bytes.length() / element.get().size(),
          buffers.elements(bytes, element.get(), 0, out.limits().items()),
          ", ",
          out);
    }
  }

  private static void items(
      String name, long total, List<String> shown, String between, Budget out) {
    out.add("%s(%d) [%s".formatted(name, total, String.join(between, shown)));
    if (total > shown.size()) {
      out.leaveOut();
      out.add("%s... %d more".formatted(between, total - shown.size()));
    }
    out.add("]");
  }
}
