package io.github.pmdb.node.code;

import io.github.pmdb.node.layout.Layout;
import io.github.pmdb.node.object.HeapReader;
import java.util.OptionalInt;

/// Code of Sparkplug, which has one piece of machine code for each instruction of the bytecode.
public final class Sparkplug {
  private final HeapReader reader;
  private final Layout layout;
  private final Bytecode bytecode;
  private final CodeTables tables;

  public Sparkplug(HeapReader reader, CodeTables tables) {
    this.reader = reader;
    this.layout = reader.layout();
    this.bytecode = new Bytecode(reader);
    this.tables = tables;
  }

  /// Whether a `Code` is of Sparkplug.
  public boolean isOne(long code) {
    return reader.is(code, "Code")
        && Tier.of(reader.i32(code, layout.get("Code.flags")), layout) == Tier.SPARKPLUG;
  }

  /// The bytecode that a `Code` of Sparkplug was made of, 0 where that is not known.
  public long bytecode(long code) {
    long bytes = reader.field(code, "Code.deoptimization_data");
    return bytecode.isBytecode(bytes) ? bytes : 0;
  }

  /// The offset of the bytecode's instruction that runs; empty where the binary does not tell.
  ///
  /// @param bytes the `BytecodeArray`
  /// @param pc distance of the return address from the code's beginning
  public OptionalInt offset(long code, long bytes, long pc) {
    long table = reader.field(code, "Code.position_table");
    return bytecode.isByteArray(table)
        ? tables.offsets().stream()
            .mapToInt(o -> o.offset(bytecode.bytes(table), bytecode.instructions(bytes), pc))
            .findFirst()
        : OptionalInt.empty();
  }
}
