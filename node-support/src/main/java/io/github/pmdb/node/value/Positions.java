package io.github.pmdb.node.value;

import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.node.code.Bytecode;
import io.github.pmdb.node.function.Functions;
import io.github.pmdb.node.function.Functions.Place;
import io.github.pmdb.node.function.Scripts;
import io.github.pmdb.node.object.HeapReader;
import java.util.Optional;

/// Functions with the line in them that an instruction comes from.
final class Positions {
  private final HeapReader reader;
  private final Functions functions;
  private final Bytecode bytecode;

  Positions(Describer describer) {
    this.reader = describer.reader();
    this.functions = describer.functions();
    this.bytecode = new Bytecode(reader);
  }

  /// The place of an instruction that a frame or a generator noted, as it noted it.
  Optional<Place> ofNoted(long function, long noted) {
    return at(function, bytecode.offset(noted));
  }

  /// @param offset of an instruction; where its line is not known, that of the function
  Optional<Place> at(long function, int offset) {
    long shared = functions.shared(function);
    long script = reader.field(shared, "SharedFunctionInfo.script");
    long code = bytecode.of(shared);
    int position = code == 0 || !reader.is(script, "Script") ? -1 : bytecode.position(code, offset);
    return position < 0
        ? functions.place(shared)
        : Optional.of(new Scripts(reader).place(script, position));
  }

  /// `name (script:line:column)`.
  String text(long function, Optional<Place> place) {
    String name = functions.name(function);
    return "%s (%s)"
        .formatted(
            name.isEmpty() ? "<function>" : name, place.map(Place::toString).orElse("native"));
  }

  /// The text for an instruction; what can not be read is told.
  String text(long function, int offset) {
    try {
      return text(function, at(function, offset));
    } catch (MemoryFault e) {
      return "<" + e.getMessage() + ">";
    }
  }
}
