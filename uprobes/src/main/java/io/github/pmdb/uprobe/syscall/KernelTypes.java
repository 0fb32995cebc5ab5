package io.github.pmdb.uprobe.syscall;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// The running kernel's structs, as it tells them itself (BTF, `linux/btf.h`).
public final class KernelTypes {
  private static final Path FILE = Path.of("/sys/kernel/btf/vmlinux");
  private static final int MAGIC = 0xeb9f;
  private static final int STRUCT = 4;

  private final ByteBuffer bytes;
  private final int types;
  private final int typesEnd;
  private final int strings;

  private KernelTypes(ByteBuffer bytes) {
    this.bytes = bytes;
    int header = bytes.getInt(4);
    this.types = header + bytes.getInt(8);
    this.typesEnd = types + bytes.getInt(12);
    this.strings = header + bytes.getInt(16);
  }

  /// Empty where the kernel does not tell.
  public static Optional<KernelTypes> running() {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(FILE)).order(ByteOrder.LITTLE_ENDIAN);
      return (bytes.getShort(0) & 0xffff) == MAGIC
          ? Optional.of(new KernelTypes(bytes))
          : Optional.empty();
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  /// Where the base of a thread's own data (`fs_base`) lies in its `struct task_struct`.
  public OptionalInt threadBase() {
    OptionalInt thread = offset("task_struct", "thread");
    OptionalInt base = offset("thread_struct", "fsbase");
    return thread.isPresent() && base.isPresent()
        ? OptionalInt.of(thread.getAsInt() + base.getAsInt())
        : OptionalInt.empty();
  }

  /// Where a process' ids are.
  ///
  /// @param ofTask where `struct task_struct` has the address of its `struct pid`
  /// @param leader where it has that of the process' first thread
  /// @param level where `struct pid` tells how deep its namespace is
  /// @param numbers where it has the ids, one for each level from 0
  /// @param inode where a `struct pid_namespace` has its number
  public record Pids(int ofTask, int leader, int level, int numbers, int inode) {}

  /// Empty where the kernel has them in another way.
  public Optional<Pids> pids() {
    List<OptionalInt> all =
        List.of(
            offset("task_struct", "thread_pid"),
            offset("task_struct", "group_leader"),
            offset("pid", "level"),
            offset("pid", "numbers"),
            offset("pid_namespace", "ns"),
            offset("ns_common", "inum"));
    if (all.stream().anyMatch(OptionalInt::isEmpty)) {
      return Optional.empty();
    }
    int[] at = all.stream().mapToInt(OptionalInt::getAsInt).toArray();
    return Optional.of(new Pids(at[0], at[1], at[2], at[3], at[4] + at[5]));
  }

  /// In bytes, of a member that is no bit field.
  public OptionalInt offset(String struct, String member) {
    for (int at = types; at < typesEnd; at += size(at)) {
      if (kind(at) == STRUCT && isNamed(bytes.getInt(at), struct)) {
        return member(at, member);
      }
    }
    return OptionalInt.empty();
  }

  private OptionalInt member(int type, String name) {
    boolean sized = bytes.getInt(type + 4) < 0;
    for (int i = 0; i < count(type); i++) {
      int at = type + 12 + 12 * i;
      if (isNamed(bytes.getInt(at), name)) {
        int bits = bytes.getInt(at + 8);
        return OptionalInt.of((sized ? bits & 0xffffff : bits) / 8);
      }
    }
    return OptionalInt.empty();
  }

  private int kind(int type) {
    return (bytes.getInt(type + 4) >>> 24) & 0x1f;
  }

  private int count(int type) {
    return bytes.getInt(type + 4) & 0xffff;
  }

  /// With what follows it: integers, variables and tags have a word more, arrays three, of the
  /// others each part has some.
  private int size(int type) {
    int more =
        switch (kind(type)) {
          case 1, 14, 17 -> 4;
          case 3 -> 12;
          case STRUCT, 5, 15, 19 -> 12 * count(type);
          case 6, 13 -> 8 * count(type);
          default -> 0;
        };
    return 12 + more;
  }

  private boolean isNamed(int offset, String name) {
    byte[] wanted = name.getBytes(StandardCharsets.US_ASCII);
    int at = strings + offset;
    for (int i = 0; i < wanted.length; i++) {
      if (bytes.get(at + i) != wanted[i]) {
        return false;
      }
    }
    return bytes.get(at + wanted.length) == 0;
  }
}
