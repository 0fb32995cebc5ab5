package io.github.pmdb.node.kind;

import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.node.function.Constructors;
import io.github.pmdb.node.function.Functions;
import io.github.pmdb.node.layout.Layout;
import io.github.pmdb.node.object.HeapReader;
import io.github.pmdb.node.object.NumberText;
import io.github.pmdb.node.object.Properties;
import io.github.pmdb.node.word.Tagged;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Array buffers and what looks into them.
public final class Buffers {
  private static final int MOST_PROTOTYPES = 100;
  private static final long LARGEST = 1L << 40;

  /// Behind the pointer to the bytes and that to who keeps them (`js-array-buffer.tq`).
  private static final int FLAGS = 16;

  private static final int WAS_DETACHED = 4;
  private static final int RESIZABLE = 0x20;

  /// Resizable and shared.
  private static final int GROWS = 0x30;

  private static final int LENGTH_TRACKING = 1;

  private static final Bytes NONE = new Bytes(0, 0);

  private final HeapReader reader;
  private final Constructors constructors;
  private final Functions functions;
  private final Properties properties;

  public Buffers(HeapReader reader, Constructors constructors) {
    this.reader = reader;
    this.constructors = constructors;
    this.functions = new Functions(reader);
    this.properties = new Properties(reader);
  }

  /// Where the bytes are.
  public record Bytes(long address, long length) {}

  /// The bytes of an array buffer.
  public Bytes ofBuffer(long buffer) {
    long store = reader.field(buffer, "JSArrayBuffer.backing_store");
    long length =
        (flags(buffer) & GROWS) == GROWS
            ? new BackingStores(reader).grown(buffer)
            : reader.field(buffer, "JSArrayBuffer.byte_length");
    return new Bytes(store, checked(length));
  }

  private int flags(long buffer) {
    return reader.i32(buffer, reader.layout().get("JSArrayBuffer.backing_store") + FLAGS);
  }

  /// Whether the bytes of a buffer, or of a view's, were given away: to another thread, mostly.
  public boolean isDetached(long object) {
    long buffer =
        reader.is(object, "JSArrayBuffer")
            ? object
            : reader.field(object, "JSArrayBufferView.buffer");
    return reader.is(buffer, "JSArrayBuffer") && (flags(buffer) & WAS_DETACHED) != 0;
  }

  /// Whether a type is that of a `DataView`; those of buffers that can be resized have their own.
  public static boolean isDataView(Layout layout, int type) {
    return type == layout.type("JSDataView") || type == layout.type("JSRabGsabDataView");
  }

  /// Whether something looks into a buffer.
  public boolean isView(long object) {
    int type = reader.type(object);
    return type == reader.layout().type("JSTypedArray") || isDataView(reader.layout(), type);
  }

  /// Where in its buffer a view begins: 0 where it sees none of it any more, as the language has
  /// it.
  public long offset(long view) {
    return seen(view).address();
  }

  /// Bytes of its buffer that a view sees, from where on and how many: none where the buffer was
  /// detached, or has shrunk below them.
  private Bytes seen(long view) {
    long length = checked(reader.field(view, "JSArrayBufferView.byte_length"));
    long offset = reader.field(view, "JSArrayBufferView.byte_offset");
    long buffer = reader.field(view, "JSArrayBufferView.buffer");
    int flags = reader.is(buffer, "JSArrayBuffer") ? flags(buffer) : 0;
    if (isDetached(view)) {
      return NONE;
    }
    if ((flags & RESIZABLE) == 0 || !reader.layout().has("JSArrayBufferView.bit_field")) {
      return new Bytes(offset, length);
    }
    long room = ofBuffer(buffer).length() - offset;
    int bits = reader.i32(view, reader.layout().get("JSArrayBufferView.bit_field"));
    if ((bits & LENGTH_TRACKING) != 0) {
      int size = elementType(view).map(ElementType::size).orElse(1);
      return room < 0 ? NONE : new Bytes(offset, room / size * size);
    }
    return length <= room ? new Bytes(offset, length) : NONE;
  }

  /// Whether a typed array has its bytes in an object of the heap: small ones do, until somebody
  /// asks for their buffer.
  public boolean isOnHeap(long view) {
    return reader.is(view, "JSTypedArray")
        && Tagged.isReference(reader.field(view, "JSTypedArray.base_pointer"));
  }

  /// The bytes that a typed array or a view sees.
  public Bytes ofView(long view) {
    long length = seen(view).length();
    if (reader.is(view, "JSTypedArray")) {
      long outside = reader.field(view, "JSTypedArray.external_pointer");
      return new Bytes(outside + reader.field(view, "JSTypedArray.base_pointer"), length);
    }
    long buffer = reader.field(view, "JSArrayBufferView.buffer");
    return new Bytes(
        ofBuffer(buffer).address() + reader.field(view, "JSArrayBufferView.byte_offset"), length);
  }

  private static long checked(long length) {
    if (length < 0 || length > LARGEST) {
      throw new MemoryFault(length, 8, "a buffer of absurd length is there");
    }
    return length;
  }

  /// What the elements of a typed array are: `Uint8Array` and so on, by its prototypes; a class
  /// that is derived from one has it among them.
  public Optional<ElementType> elementType(long array) {
    long prototype = constructors.prototype(array);
    for (int i = 0; i < MOST_PROTOTYPES && reader.isReceiver(reader.type(prototype)); i++) {
      Optional<ElementType> type =
          properties
              .own(prototype, "constructor")
              .filter(p -> reader.isFunction(reader.type(p.value())))
              .flatMap(p -> ElementType.named(functions.name(p.value())));
      if (type.isPresent()) {
        return type;
      }
      prototype = constructors.prototype(prototype);
    }
    return Optional.empty();
  }

  /// Bytes in hexadecimal, each with two digits.
  public List<String> hex(Bytes bytes, int limit) {
    List<String> found = new ArrayList<>();
    int count = (int) Math.min(limit, bytes.length());
    for (byte b : reader.memory().bytes(bytes.address(), count)) {
      found.add("%02x".formatted(b));
    }
    return found;
  }

  /// Elements as JavaScript spells them.
  public List<String> elements(Bytes bytes, ElementType type, long from, int limit) {
    List<String> found = new ArrayList<>();
    long count = bytes.length() / type.size();
    for (long i = from; i < count && found.size() < limit; i++) {
      found.add(element(bytes.address() + i * type.size(), type));
    }
    return found;
  }

  private String element(long at, ElementType type) {
    return switch (type) {
      case INT8 -> Integer.toString((byte) reader.memory().u8(at));
      case UINT8, UINT8_CLAMPED -> Integer.toString(reader.memory().u8(at));
      case INT16 -> Integer.toString((short) reader.memory().u16(at));
      case UINT16 -> Integer.toString(reader.memory().u16(at));
      case INT32 -> Integer.toString(reader.memory().i32(at));
      case UINT32 -> Long.toString(reader.memory().u32(at));
      case FLOAT16 -> NumberText.of(Float.float16ToFloat((short) reader.memory().u16(at)));
      case FLOAT32 -> NumberText.of(Float.intBitsToFloat(reader.memory().i32(at)));
      case FLOAT64 -> NumberText.of(Double.longBitsToDouble(reader.memory().i64(at)));
      case BIGINT64 -> reader.memory().i64(at) + "n";
      case BIGUINT64 -> Long.toUnsignedString(reader.memory().i64(at)) + "n";
    };
  }
}
