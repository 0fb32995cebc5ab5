package io.github.pmdb.node.value;

import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.node.code.Bytecode;
import io.github.pmdb.node.code.Sparkplug;
import io.github.pmdb.node.function.Functions;
import io.github.pmdb.node.function.Functions.Place;
import io.github.pmdb.node.function.Scripts;
import io.github.pmdb.node.object.HeapReader;
import java.util.Optional;
import java.util.OptionalInt;

/// Functions with the line in them that an instruction comes from.
final class Positions {
  private final HeapReader reader;
  private final Functions functions;
  private final Bytecode bytecode;
  private final Sparkplug sparkplug;

  Positions(Describer describer) {
    this.reader = describer.reader();
    this.functions = describer.functions();
    this.bytecode = new Bytecode(reader);
    this.sparkplug = describer.sparkplug();
  }

  /// The place of an instruction that a frame or a generator noted, as it noted it.
  Optional<Place> ofNoted(long function, long noted) {
    return at(function, bytecode.offset(noted));
  }

  /// @param offset of an instruction; where its line is not known, that of the function
  Optional<Place> at(long function, int offset) {
    return at(function, bytecode.of(functions.shared(function)), offset);
  }

  private Optional<Place> at(long function, long code, int offset) {
    long shared = functions.shared(function);
    long script = reader.field(shared, "SharedFunctionInfo.script");
    int position = code == 0 || !reader.is(script, "Script") ? -1 : bytecode.position(code, offset);
    return position < 0
        ? functions.place(shared)
        : Optional.of(new Scripts(reader).place(script, position));
  }

  private Optional<Place> of(long function, long code, int distance) {
    long bytes = sparkplug.bytecode(code);
    OptionalInt offset = bytes == 0 ? OptionalInt.empty() : sparkplug.offset(code, bytes, distance);
    return offset.isPresent()
        ? at(function, bytes, offset.getAsInt())
        : functions.place(functions.shared(function));
  }

  /// `name (script:line:column)`.
  String text(long function, Optional<Place> place) {
    String name = functions.name(function);
    return "%s (%s)"
        .formatted(
            name.isEmpty() ? "<anonymous>" : name, place.map(Place::toString).orElse("native"));
  }

  /// The text for an instruction; what can not be read is told.
  ///
  /// @param code what it is one of: the function's bytecode, or machine code of Sparkplug
  String text(long function, long code, int offset) {
    try {
      return text(
          function, sparkplug.isOne(code) ? of(function, code, offset) : at(function, offset));
    } catch (MemoryFault e) {
      return "<" + e.getMessage() + ">";
    }
  }
}
