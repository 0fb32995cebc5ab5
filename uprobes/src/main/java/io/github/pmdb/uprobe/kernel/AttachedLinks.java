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
    return ofAll((link, _) -> points(link)).stream()
        .anyMatch(points -> points.offsets().contains(offset) && isSame(points.path(), file));
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

  private static Optional<AttachedLink> describe(Descriptor link, int id) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment info = info(link, arena, arena.allocate(INFO_BYTES, 8));
      MemorySegment path = arena.allocate(PATH_BYTES);
      return switch (info.get(INT, 0)) {
        case UPROBE_MULTI -> {
          MemorySegment again = arena.allocate(INFO_BYTES, 8);
          again.set(LONG, 16, path.address());
          again.set(INT, 48, PATH_BYTES);
          yield Optional.of(multi(id, info(link, arena, again), path));
        }
        case PERF_EVENT -> perf(link, id, arena, path);
        default -> Optional.empty();
      };
    }
  }

  private static AttachedLink multi(int id, MemorySegment info, MemorySegment path) {
    boolean atReturn = (info.get(INT, 56) & MULTI_RETURN) != 0;
    What what = new What(path.getString(0), info.get(INT, 52), atReturn, info.get(INT, 60));
    return new AttachedLink(id, program(info.get(INT, 8)), what);
  }

  private static Optional<AttachedLink> perf(
      Descriptor link, int id, Arena arena, MemorySegment path) {
    MemorySegment info = arena.allocate(INFO_BYTES, 8);
    info.set(LONG, 24, path.address());
    info.set(INT, 32, PATH_BYTES);
    info(link, arena, info);
    int event = info.get(INT, 16);
    return event == PERF_UPROBE || event == PERF_URETPROBE
        ? Optional.of(
            new AttachedLink(
                id,
                program(info.get(INT, 8)),
                new What(path.getString(0), 1, event == PERF_URETPROBE, 0)))
        : Optional.empty();
  }

  private record Points(String path, List<Long> offsets) {}

  private static Optional<Points> points(Descriptor link) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment info = info(link, arena, arena.allocate(INFO_BYTES, 8));
      MemorySegment path = arena.allocate(PATH_BYTES);
      return switch (info.get(INT, 0)) {
        case UPROBE_MULTI -> {
          int count = info.get(INT, 52);
          MemorySegment offsets = arena.allocate(LONG, count);
          MemorySegment again = arena.allocate(INFO_BYTES, 8);
          again.set(LONG, 16, path.address());
          again.set(LONG, 24, offsets.address());
          again.set(INT, 48, PATH_BYTES);
          again.set(INT, 52, count);
          info(link, arena, again);
          yield Optional.of(
              new Points(
                  path.getString(0), offsets.elements(LONG).map(it -> it.get(LONG, 0)).toList()));
        }
        case PERF_EVENT -> Optional.of(perfPoint(link, arena, path));
        default -> Optional.empty();
      };
    }
  }

  private static Points perfPoint(Descriptor link, Arena arena, MemorySegment path) {
    MemorySegment info = arena.allocate(INFO_BYTES, 8);
    info.set(LONG, 24, path.address());
    info.set(INT, 32, PATH_BYTES);
    info(link, arena, info);
    return new Points(path.getString(0), List.of(info.get(INT, 36) & 0xffff_ffffL));
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
