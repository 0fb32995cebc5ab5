package io.github.pmdb.uprobe.compile;

import io.github.pmdb.memory.Addresses;
import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.uprobe.event.Captured;
import io.github.pmdb.uprobe.event.Quoted;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/// Captured values as text. Plain numbers and strings are written here, what only the debugger
/// knows the members or names of by it.
public final class ValueText {
  private static final int KEPT = 1000;

  private final Symbols symbols;

  /// Enums and characters have few values, which come often.
  private final Map<NamedValue, String> named =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<NamedValue, String> eldest) {
          return size() > KEPT;
        }
      };

  private record NamedValue(int type, long value) {}

  public ValueText(Symbols symbols) {
    this.symbols = symbols;
  }

  /// What is shown of a value.
  ///
  /// @param missing whether there is none, and the text says why
  public record Shown(String text, boolean missing) {}

  /// Strings of the target are literals with escapes; what the debugger wrote is to be escaped by
  /// whoever prints it.
  public Shown of(Type type, Captured captured) {
    try {
      return new Shown(text(type, captured), captured.isMissing());
    } catch (UserError e) {
      // The other values of the hit, and the hits that follow, have nothing to do with it.
      return new Shown("<cannot format: " + e.getMessage() + ">", true);
    }
  }

  private String text(Type type, Captured captured) {
    return switch (captured) {
      case Captured.Scalar scalar -> number(type, scalar.value());
      case Captured.Text text -> Quoted.of(text);
      case Captured.Block block -> symbols.format(type, block.bytes(), block.texts());
      case Captured.Unreadable unreadable ->
          unreadable.address() == 0 && type.kind() == Type.Kind.STRING
              ? "0x0"
              : "<cannot read " + Addresses.hex(unreadable.address()) + ">";
      case Captured.DividedByZero _ -> "<division by zero>";
      case Captured.Refused refused -> "<error " + refused.error() + ">";
      case Captured.Stack stack -> stack.addresses().toString();
      case Captured.StackCopy thread -> thread.registers().toString();
      case Captured.Frames frames -> frames.frames().size() + " frames";
    };
  }

  private String number(Type type, long value) {
    return switch (type.kind()) {
      case UNSIGNED -> Long.toUnsignedString(value);
      case POINTER, STRING, REFERENCE -> Addresses.hex(value);
      case BOOL -> (value & 0xff) == 0 ? "false" : "true";
      case CHARACTER, ENUM ->
          named.computeIfAbsent(
              new NamedValue(type.id(), value), key -> formatted(type, key.value()));
      case SIGNED, FLOAT, FUNCTION, VOID, WIDE, OTHER -> Long.toString(value);
    };
  }

  private String formatted(Type type, long value) {
    byte[] bytes =
        ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array();
    return symbols.format(type, Arrays.copyOf(bytes, type.size()));
  }
}
