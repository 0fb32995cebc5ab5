package io.github.pmdb.node.code;

import io.github.pmdb.memory.Memory;
import io.github.pmdb.node.layout.Layout;
import io.github.pmdb.node.object.HeapReader;
import io.github.pmdb.snapshot.ObjectSymbols;
import java.util.Optional;
import java.util.OptionalInt;

/// Code of Sparkplug, which has one piece of machine code for each instruction of the bytecode. The
/// table of the binary that tells their lengths is looked for when it is first asked for.
public final class Sparkplug {
  private static final int KIND = 15;

  private final HeapReader reader;
  private final Layout layout;
  private final Bytecode bytecode;
  private final ObjectSymbols symbols;
  private final Memory memory;
  private Optional<BaselineOffsets> offsets = Optional.empty();
  private boolean looked;

  public Sparkplug(HeapReader reader, ObjectSymbols symbols, Memory memory) {
    this.reader = reader;
    this.layout = reader.layout();
    this.bytecode = new Bytecode(reader);
    this.symbols = symbols;
    this.memory = memory;
  }

  /// Whether a `Code` is of Sparkplug.
  public boolean isOne(long code) {
    return reader.is(code, "Code")
        && (reader.i32(code, layout.get("Code.flags")) & KIND) == layout.get("CodeKindBaseline");
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
    if (!bytecode.isByteArray(table) || offsets().isEmpty()) {
      return OptionalInt.empty();
    }
    return OptionalInt.of(
        offsets().get().offset(bytecode.bytes(table), bytecode.instructions(bytes), pc));
  }

  private Optional<BaselineOffsets> offsets() {
    if (!looked) {
      looked = true;
      offsets = BaselineOffsets.of(symbols, memory);
    }
    return offsets;
  }
}
