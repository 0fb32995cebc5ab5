package io.github.pmdb.node.kind;

import io.github.pmdb.node.function.Functions;
import io.github.pmdb.node.object.HeapReader;
import io.github.pmdb.node.object.Oddball;
import java.util.ArrayList;
import java.util.List;

/// Arguments and registers of the interpreter that a suspended generator or async function has put
/// away. V8 keeps no names of variables that live in registers alone.
public final class Registers {
  private static final int MOST = 1000;

  private final HeapReader reader;
  private final Functions functions;

  public Registers(HeapReader reader, Functions functions) {
    this.reader = reader;
    this.functions = functions;
  }

  /// @param name `[[arguments]][0]`, or as V8 prints bytecode: `r3`
  public record Register(String name, long value) {}

  /// Those that hold something.
  public List<Register> of(long generator) {
    long array = reader.field(generator, "JSGeneratorObject.parameters_and_registers");
    long shared = functions.shared(reader.field(generator, "JSGeneratorObject.function"));
    int arguments = functions.parameters(shared);
    int length = Math.min(reader.length(array), MOST);
    List<Register> registers = new ArrayList<>();
    for (int i = 0; i < length; i++) {
      long value = reader.item(array, i);
      if (i < arguments) {
        registers.add(new Register("[[arguments]][%d]".formatted(i), value));
      } else if (holds(value)) {
        registers.add(new Register("[[register]] r%d".formatted(i - arguments), value));
      }
    }
    return registers;
  }

  /// Not what V8 puts where nothing is needed any more, and no value not given yet.
  private boolean holds(long value) {
    Oddball oddball = reader.oddball(value);
    return oddball != Oddball.UNDEFINED && oddball != Oddball.OTHER && oddball != Oddball.HOLE;
  }
}
