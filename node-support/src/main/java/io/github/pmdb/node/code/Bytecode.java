package io.github.pmdb.node.code;

import io.github.pmdb.node.layout.Layout;
import io.github.pmdb.node.object.HeapReader;
import io.github.pmdb.node.word.Tagged;

/// Bytecode of functions, and which position in the script each of its instructions comes from
/// (`src/codegen/source-position-table.h` of V8).
public final class Bytecode {
  /// Longer arrays are damage.
  private static final int LONGEST = 64 << 20;

  /// Where tables begin to count: the entry of a function comes before its first instruction.
  private static final int BEFORE_FIRST = -1;

  private static final int INLINED_BITS = 0x3fff_ffff;

  private final HeapReader reader;
  private final Layout layout;

  public Bytecode(HeapReader reader) {
    this.reader = reader;
    this.layout = reader.layout();
  }

  public boolean isBytecode(long value) {
    return reader.is(value, "BytecodeArray");
  }

  /// The bytecode of a function, 0 where it has none.
  public long of(long shared) {
    return within(reader.field(shared, "SharedFunctionInfo.function_data"), 3);
  }

  /// The function's data may be code that has the bytecode, or a copy for a debugger.
  private long within(long data, int depth) {
    if (isBytecode(data) || depth == 0) {
      return isBytecode(data) ? data : 0;
    }
    if (reader.is(data, "Code")) {
      return within(reader.field(data, "Code.deoptimization_data"), depth - 1);
    }
    if (reader.is(data, "InterpreterData")) {
      long first = within(reader.word(data, 8), depth - 1);
      return first != 0 ? first : within(reader.word(data, 16), depth - 1);
    }
    return 0;
  }

  public byte[] instructions(long bytecode) {
    return bytes(bytecode, layout.get("BytecodeArray.data"));
  }

  /// The content of a `ByteArray`.
  public byte[] bytes(long array) {
    return bytes(array, layout.get("FixedArray.data"));
  }

  private byte[] bytes(long array, int data) {
    int length = Math.clamp(reader.length(array), 0, LONGEST);
    return reader.memory().bytes(Tagged.address(array) + data, length);
  }

  public boolean isByteArray(long value) {
    return reader.is(value, "ByteArray") || reader.is(value, "TrustedByteArray");
  }

  /// The offset of the instruction that an interpreter's frame notes.
  public int offset(long noted) {
    return Tagged.smi(noted) - (layout.get("BytecodeArray.data") - 1);
  }

  /// Where in the script the instruction at an offset comes from, -1 where V8 does not know.
  public int position(long bytecode, int offset) {
    long table = reader.field(bytecode, "BytecodeArray.source_position_table");
    return isByteArray(table) ? position(bytes(table), offset) : -1;
  }

  private int position(byte[] table, int offset) {
    boolean unsigned = layout.get("SourcePositions.unsigned") != 0;
    Vlq entries = new Vlq(table, 0);
    int code = BEFORE_FIRST;
    long source = 0;
    int found = -1;
    while (entries.hasNext()) {
      int step = unsigned ? entries.unsigned() >>> 2 : magnitude(entries.signedLong());
      source += entries.signedLong();
      code += step;
      if (code > offset) {
        break;
      }
      found = (int) (source >> 1 & INLINED_BITS) - 1;
    }
    return found;
  }

  /// Negative ones stand for an expression instead of a statement.
  private static int magnitude(long step) {
    return (int) (step < 0 ? -(step + 1) : step);
  }
}
