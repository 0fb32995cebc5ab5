package io.github.pmdb.uprobe.syscall;

import io.github.pmdb.memory.FileErrors;
import io.github.pmdb.procfs.file.ProcDirectory;
import io.github.pmdb.procfs.file.ProcMaps;
import io.github.pmdb.snapshot.UserError;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

/// What the kernel may know a file by. File systems that lie upon others give a file other numbers
/// when its status is asked for than where it is mapped.
///
/// @param inodes numbers that it may have in its file system
/// @param devices of file systems that it may be in, as the kernel writes their numbers
public record FileIdentity(Set<Long> inodes, Set<Long> devices) {
  public FileIdentity {
    inodes = Set.copyOf(inodes);
    devices = Set.copyOf(devices);
  }

  /// @throws UserError when it cannot be read
  public static FileIdentity of(Path file) {
    Set<Long> inodes = new TreeSet<>();
    Set<Long> devices = new TreeSet<>();
    try (FileChannel channel = FileChannel.open(file);
        Arena arena = Arena.ofConfined()) {
      inodes.add(((Number) Files.getAttribute(file, "unix:ino")).longValue());
      devices.add(
          PidNamespace.ofKernel(((Number) Files.getAttribute(file, "unix:dev")).longValue()));
      long address = channel.map(FileChannel.MapMode.READ_ONLY, 0, 1, arena).address();
      for (ProcMaps.Entry entry : ProcMaps.read(ProcDirectory.self())) {
        if (entry.mapping().start() == address) {
          inodes.add(entry.inode());
          devices.add(device(entry));
        }
      }
    } catch (IOException e) {
      throw new UserError("%s: %s".formatted(file, FileErrors.reason(e)), "name a program", e);
    }
    return new FileIdentity(inodes, devices);
  }

  /// Whether a process has it mapped.
  public boolean isMapped(ProcDirectory process) {
    return ProcMaps.read(process).stream()
        .anyMatch(entry -> inodes.contains(entry.inode()) && devices.contains(device(entry)));
  }

  private static long device(ProcMaps.Entry entry) {
    String[] parts = entry.device().split(":", 2);
    return Long.parseLong(parts[0], 16) << 20 | Long.parseLong(parts[1], 16);
  }
}
