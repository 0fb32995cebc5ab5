package io.github.pmdb.output;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.SerializationConfig;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ser.BeanPropertyWriter;
import tools.jackson.databind.ser.ValueSerializerModifier;
import tools.jackson.databind.ser.std.StdSerializer;

/// Writes addresses as `"0x7f…"`: a JSON number beyond 2⁵³ loses digits in most readers.
///
/// The records hold addresses as `long`, like counts and ids, so they are told by their names.
final class AddressesAsText extends ValueSerializerModifier {
  private static final long serialVersionUID = 1L;

  private static final Set<String> NAMES =
      Set.of(
          "address",
          "faultAddress",
          "pc",
          "sp",
          "cfa",
          "start",
          "end",
          "loadBias",
          "loop",
          "parentAddress",
          "storeAddress",
          "pthread",
          "heap",
          "map",
          "object",
          "ownerObject",
          "environment",
          "value");

  @Override
  public List<BeanPropertyWriter> changeProperties(
      SerializationConfig config,
      BeanDescription.Supplier bean,
      List<BeanPropertyWriter> properties) {
    properties.stream()
        .filter(p -> NAMES.contains(p.getName()) && holdsLong(p))
        .forEach(p -> p.assignSerializer(new Hexadecimal()));
    return properties;
  }

  private static boolean holdsLong(BeanPropertyWriter property) {
    Class<?> raw = property.getType().getRawClass();
    return raw == long.class
        || raw == OptionalLong.class
        || (raw == Optional.class && property.getType().containedType(0).hasRawClass(Long.class));
  }

  private static final class Hexadecimal extends StdSerializer<Object> {
    Hexadecimal() {
      super(Object.class);
    }

    @Override
    public void serialize(Object value, JsonGenerator out, SerializationContext context) {
      switch (value) {
        case Optional<?> o when o.isEmpty() -> out.writeNull();
        case OptionalLong o when o.isEmpty() -> out.writeNull();
        case Optional<?> o -> write((Long) o.get(), out);
        case OptionalLong o -> write(o.getAsLong(), out);
        default -> write((Long) value, out);
      }
    }

    private static void write(long address, JsonGenerator out) {
      out.writeString("0x" + Long.toHexString(address));
    }
  }
}
