package io.github.pmdb.node.kind;

import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.node.object.HeapReader;
import io.github.pmdb.node.word.Tagged;

/// How far shared buffers have grown: the threads that share one see its length in the C++ object
/// that keeps the bytes, not in their own objects.
final class BackingStores {
  /// Behind the pointer to the bytes: that to the buffer's extension.
  private static final int EXTENSION = 8;

  /// The words of an extension among which is the one that leads to the store: what comes before it
  /// differs between versions (`ArrayBufferExtension`).
  private static final int WORDS = 4;

  /// In a `BackingStore` behind the pointer to the bytes.
  private static final int LENGTH = 8;

  private static final int MOST_LENGTH = 16;

  private final HeapReader reader;

  BackingStores(HeapReader reader) {
    this.reader = reader;
  }

  /// The length of a growable buffer.
  long grown(long buffer) {
    int at = reader.layout().get("JSArrayBuffer.backing_store");
    long bytes = reader.word(buffer, at);
    long most = reader.word(buffer, reader.layout().get("JSArrayBuffer.byte_length") + 8);
    long extension = reader.word(buffer, at + EXTENSION);
    for (int i = 0; i < WORDS; i++) {
      long store = reader.memory().word(extension + 8L * i);
      if (isStore(store, bytes, most)) {
        return reader.memory().word(store + LENGTH);
      }
    }
    throw new MemoryFault(
        Tagged.address(buffer), 8, "the C++ object that knows the length was not found");
  }

  private boolean isStore(long store, long bytes, long most) {
    try {
      return reader.memory().word(store) == bytes
          && reader.memory().word(store + MOST_LENGTH) == most;
    } catch (MemoryFault _) {
      // Another word than a pointer.
      return false;
    }
  }
}
