package io.github.pmdb.uprobe.syscall;

import java.io.IOException;
import java.lang.ref.SoftReference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;

/// The running kernel's structs, as it tells them itself (BTF, `linux/btf.h`).
public final class KernelTypes {
  private static final Path FILE = Path.of("/sys/kernel/btf/vmlinux");
  private static final int MAGIC = 0xeb9f;
  private static final int STRUCT = 4;
  private static final int UNION = 5;

  /// To read them takes some milliseconds, and they are megabytes that are seldom asked for again.
  private static SoftReference<KernelTypes> read = new SoftReference<>(null);

  private static final Map<String, OptionalInt> ANSWERS = new ConcurrentHashMap<>();

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
  private static synchronized Optional<KernelTypes> running() {
    KernelTypes known = read.get();
    if (known != null) {
      return Optional.of(known);
    }
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(FILE)).order(ByteOrder.LITTLE_ENDIAN);
      if ((bytes.getShort(0) & 0xffff) != MAGIC) {
        return Optional.empty();
      }
      KernelTypes types = new KernelTypes(bytes);
      read = new SoftReference<>(types);
      return Optional.of(types);
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  /// Where the base of a thread's own data (`fs_base`) lies in its `struct task_struct`.
  public static OptionalInt threadBase() {
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
  public static Optional<Pids> pids() {
    return all(
            offset("task_struct", "thread_pid"),
            offset("task_struct", "group_leader"),
            offset("pid", "level"),
            offset("pid", "numbers"),
            offset("pid_namespace", "ns"),
            offset("ns_common", "inum"))
        .map(at -> new Pids(at[0], at[1], at[2], at[3], at[4] + at[5]));
  }

  /// How a thread leads to the file that its process runs, by offsets.
  ///
  /// @param memory of `mm` in `struct task_struct`
  /// @param file of `exe_file` in `struct mm_struct`
  /// @param inode of `f_inode` in `struct file`
  /// @param number of `i_ino` in `struct inode`
  /// @param fileSystem of `i_sb` in `struct inode`
  /// @param device of `s_dev` in `struct super_block`
  public record Executable(
      int memory, int file, int inode, int number, int fileSystem, int device) {}

  /// Empty where the kernel has it in another way.
  public static Optional<Executable> executable() {
    return all(
            offset("task_struct", "mm"),
            offset("mm_struct", "exe_file"),
            offset("file", "f_inode"),
            offset("inode", "i_ino"),
            offset("inode", "i_sb"),
            offset("super_block", "s_dev"))
        .map(at -> new Executable(at[0], at[1], at[2], at[3], at[4], at[5]));
  }

  private static Optional<int[]> all(OptionalInt... offsets) {
    return Arrays.stream(offsets).allMatch(OptionalInt::isPresent)
        ? Optional.of(Arrays.stream(offsets).mapToInt(OptionalInt::getAsInt).toArray())
        : Optional.empty();
  }

  /// In bytes, of a member that is no bit field; empty where the kernel has or tells none such.
  public static OptionalInt offset(String struct, String member) {
    return ANSWERS.computeIfAbsent(
        struct + "." + member,
        _ -> running().map(types -> types.find(struct, member)).orElse(OptionalInt.empty()));
  }

  private OptionalInt find(String struct, String member) {
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
      int bits = bytes.getInt(at + 8);
      int offset = (sized ? bits & 0xffffff : bits) / 8;
      if (isNamed(bytes.getInt(at), name)) {
        return OptionalInt.of(offset);
      }
      if (isNamed(bytes.getInt(at), "")) {
        OptionalInt inside = inside(bytes.getInt(at + 4), name);
        if (inside.isPresent()) {
          return OptionalInt.of(offset + inside.getAsInt());
        }
      }
    }
    return OptionalInt.empty();
  }

  /// Of a struct or union that has no name, whose members are the outer one's.
  private OptionalInt inside(int number, String name) {
    int at = types;
    for (int i = 1; i < number && at < typesEnd; i++) {
      at += size(at);
    }
    return at < typesEnd && (kind(at) == STRUCT || kind(at) == UNION)
        ? member(at, name)
        : OptionalInt.empty();
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
          case STRUCT, UNION, 15, 19 -> 12 * count(type);
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
