package io.github.pmdb.uprobe.kernel;

import io.github.pmdb.uprobe.kernel.AttachedLink.What;
import io.github.pmdb.uprobe.syscall.BpfCall;
import io.github.pmdb.uprobe.syscall.Command;
import io.github.pmdb.uprobe.syscall.Descriptor;
import io.github.pmdb.uprobe.syscall.Errno;
import io.github.pmdb.uprobe.syscall.Refusal;
import io.github.pmdb.uprobe.syscall.SystemCalls;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The links of uprobes that are in the kernel now, whoever made them.
public final class AttachedLinks {
  /// Bound on the links of a machine that are looked at.
  private static final int MOST_LINKS = 1 << 16;

  private static final int INFO_BYTES = 256;
  private static final int PATH_BYTES = 4096;
  private static final int NAME_BYTES = 16;

  /// `enum bpf_link_type`.
  private static final int PERF_EVENT = 7;

  private static final int UPROBE_MULTI = 12;

  /// `enum bpf_perf_event_type`.
  private static final int PERF_UPROBE = 1;

  private static final int PERF_URETPROBE = 2;

  private static final int MULTI_RETURN = 1;

  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;

  private AttachedLinks() {}

  /// In the order in which they were made.
  ///
  /// @throws io.github.pmdb.snapshot.UserError without CAP_SYS_ADMIN, which the kernel wants of who
  ///   looks at objects of others
  public static List<AttachedLink> list() {
    return ofAll(AttachedLinks::describe);
  }

  /// Whether one of them has a probe at an offset of a file.
  ///
  /// @throws io.github.pmdb.snapshot.UserError as [#list]
  public static boolean isProbed(Path file, long offset) {
    return ofAll((link, _) -> read(link, true)).stream()
        .anyMatch(it -> it.offsets().contains(offset) && isSame(it.what().path(), file));
  }

  /// A path of another mount namespace leads nowhere here.
  private static boolean isSame(String path, Path file) {
    try {
      return Files.isSameFile(Path.of(path), file);
    } catch (IOException | InvalidPathException _) {
      return false;
    }
  }

  private interface Question<T> {
    Optional<T> ask(Descriptor link, int id);
  }

  private static <T> List<T> ofAll(Question<T> question) {
    SystemCalls.requireMachine();
    List<T> found = new ArrayList<>();
    try (Arena arena = Arena.ofConfined()) {
      BpfCall next = new BpfCall(Command.LINK_GET_NEXT_ID, arena);
      for (int i = 0; i < MOST_LINKS; i++) {
        int result = next.run();
        if (result == -Errno.ENOENT) {
          break;
        }
        if (result < 0) {
          throw Refusal.ofListing(-result);
        }
        int id = next.word(4);
        open(Command.LINK_GET_FD_BY_ID, id, question).ifPresent(found::add);
        next.word(0, id);
      }
    }
    return found;
  }

  /// Empty also when the object is gone meanwhile.
  private static <T> Optional<T> open(Command command, int id, Question<T> question) {
    try (Arena arena = Arena.ofConfined()) {
      int number = new BpfCall(command, arena).word(0, id).run();
      if (number < 0) {
        return Optional.empty();
      }
      try (Descriptor descriptor = new Descriptor(number)) {
        return question.ask(descriptor, id);
      }
    }
  }

  /// @param offsets of its places in the file, where they were asked for
  private record Link(int program, What what, List<Long> offsets) {}

  private static Optional<AttachedLink> describe(Descriptor link, int id) {
    return read(link, false).map(it -> new AttachedLink(id, program(it.program()), it.what()));
  }

  private static Optional<Link> read(Descriptor link, boolean offsets) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment info = info(link, arena, arena.allocate(INFO_BYTES, 8));
      return switch (info.get(INT, 0)) {
        case UPROBE_MULTI -> Optional.of(multi(link, arena, offsets ? info.get(INT, 52) : 0));
        case PERF_EVENT -> perf(link, arena);
        default -> Optional.empty();
      };
    }
  }

  /// @param asked how many offsets
  private static Link multi(Descriptor link, Arena arena, int asked) {
    MemorySegment path = arena.allocate(PATH_BYTES);
    MemorySegment offsets = arena.allocate(LONG, asked);
    MemorySegment info = arena.allocate(INFO_BYTES, 8);
    info.set(LONG, 16, path.address());
    info.set(LONG, 24, asked == 0 ? 0 : offsets.address());
    info.set(INT, 48, PATH_BYTES);
    info.set(INT, 52, asked);
    info(link, arena, info);
    boolean atReturn = (info.get(INT, 56) & MULTI_RETURN) != 0;
    What what = new What(path.getString(0), info.get(INT, 52), atReturn, info.get(INT, 60));
    return new Link(
        info.get(INT, 8), what, offsets.elements(LONG).map(it -> it.get(LONG, 0)).toList());
  }

  private static Optional<Link> perf(Descriptor link, Arena arena) {
    MemorySegment path = arena.allocate(PATH_BYTES);
    MemorySegment info = arena.allocate(INFO_BYTES, 8);
    info.set(LONG, 24, path.address());
    info.set(INT, 32, PATH_BYTES);
    info(link, arena, info);
    int event = info.get(INT, 16);
    What what = new What(path.getString(0), 1, event == PERF_URETPROBE, 0);
    return event == PERF_UPROBE || event == PERF_URETPROBE
        ? Optional.of(
            new Link(info.get(INT, 8), what, List.of(Integer.toUnsignedLong(info.get(INT, 36)))))
        : Optional.empty();
  }

  /// Where the kernel can not tell (a path that was not asked for), it leaves zeros.
  private static MemorySegment info(Descriptor object, Arena arena, MemorySegment info) {
    new BpfCall(Command.OBJ_GET_INFO_BY_FD, arena)
        .word(0, object.number())
        .word(4, INFO_BYTES)
        .pointer(8, info)
        .run();
    return info;
  }

  private static String program(int id) {
    return open(Command.PROG_GET_FD_BY_ID, id, (program, _) -> Optional.of(name(program)))
        .orElse("");
  }

  private static String name(Descriptor program) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment info = info(program, arena, arena.allocate(INFO_BYTES, 8));
      return info.asSlice(64, NAME_BYTES).getString(0);
    }
  }
}
