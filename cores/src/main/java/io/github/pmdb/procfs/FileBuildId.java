package io.github.pmdb.procfs;

import io.github.pmdb.memory.Memory;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.snapshot.BuildId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Optional;

/// The build-id of an ELF file, read as if its bytes lay at address 0: the first segment of an
/// object, which holds its headers and notes, has equal file offsets and addresses.
final class FileBuildId {
  private FileBuildId() {}

  static Optional<BuildId> of(Path file) {
    try (FileChannel channel = FileChannel.open(file)) {
      return MappedElf.at(new FileBytes(channel), 0).flatMap(MappedElf::id);
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  private static final class FileBytes extends Memory {
    private final FileChannel channel;

    FileBytes(FileChannel channel) {
      this.channel = channel;
    }

    @Override
    public void read(long address, byte[] into, int offset, int length) {
      try {
        ByteBuffer buffer = ByteBuffer.wrap(into, offset, length);
        while (buffer.hasRemaining()) {
          if (address < 0 || channel.read(buffer, address + buffer.position() - offset) <= 0) {
            throw new MemoryFault(address, length, "the file ends before");
          }
        }
      } catch (IOException e) {
        throw new MemoryFault(address, length, String.valueOf(e.getMessage()));
      }
    }
  }
}
