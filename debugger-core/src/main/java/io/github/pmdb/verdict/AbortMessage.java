package io.github.pmdb.verdict;

import io.github.pmdb.memory.Memory;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.snapshot.LoadedObject;
import io.github.pmdb.snapshot.Snapshot;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;

/// The last words of the C library before it ended the program: a failed assertion, a damaged heap,
/// a smashed stack. The GNU one keeps a copy for debuggers (`__abort_msg`: a pointer to a size and
/// a text, `stdlib/abort.c`, `include/stdlib.h`).
final class AbortMessage {
  private static final int MOST = 1_000;

  private AbortMessage() {}

  static Optional<String> of(Snapshot snapshot) {
    return snapshot.objects().stream()
        .filter(object -> object.name().startsWith("libc.so") || object.isExecutable())
        .map(AbortMessage::symbol)
        .flatMap(address -> address.stream().boxed())
        .map(address -> read(snapshot.memory(), address))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static OptionalLong symbol(LoadedObject object) {
    return object.symbols().find("__abort_msg");
  }

  private static Optional<String> read(Memory memory, long symbol) {
    try {
      long message = memory.pointer(symbol);
      if (message == 0) {
        return Optional.empty();
      }
      byte[] text = memory.cString(message + Integer.BYTES, MOST);
      return Optional.of(new String(text, StandardCharsets.UTF_8).strip())
          .filter(words -> !words.isEmpty());
    } catch (MemoryFault _) {
      return Optional.empty(); // a core without that page; the signal is told all the same
    }
  }
}
