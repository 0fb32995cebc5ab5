package io.github.pmdb.procfs.waiting;

import io.github.pmdb.memory.Addresses;
import io.github.pmdb.memory.Memory;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.procfs.file.ProcDirectory;
import io.github.pmdb.procfs.lock.FutexCall;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// Writes a system call the way `strace` would, with descriptors, times and locks explained.
final class CallText {
  private static final int AT_FDCWD = -100;
  private static final int MAX_PATH = 256;
  private static final int SHOWN_POLLFDS = 4;
  private static final int SOCKADDR_MAX = 128;

  private final Memory memory;
  private final ProcDirectory process;
  private final Descriptors descriptors;
  private final FutexText futexes;

  CallText(Memory memory, ProcDirectory process, FutexText futexes) {
    this.memory = memory;
    this.process = process;
    this.descriptors = new Descriptors(process);
    this.futexes = futexes;
  }

  String text(SyscallTable.Syscall syscall, BlockedCall call) {
    if (syscall.arguments().isEmpty()) {
      return syscall.name() + "(…)";
    }
    List<Argument> kinds = syscall.arguments().get();
    if (kinds.equals(List.of(Argument.FUTEX))) {
      return futexes.text(call, this::futexLimit);
    }
    List<String> shown = new ArrayList<>();
    for (int i = 0; i < kinds.size(); i++) {
      shown.add(argument(kinds.get(i), call.arguments(), i));
    }
    return syscall.name() + "(" + String.join(", ", shown) + ")";
  }

  private String argument(Argument kind, List<Long> all, int index) {
    long value = all.get(index);
    try {
      return switch (kind) {
        case FD -> descriptors.text((int) value);
        case DIRFD -> (int) value == AT_FDCWD ? "AT_FDCWD" : descriptors.text((int) value);
        case EPOLL -> descriptors.epollText((int) value);
        case PTR, HEX, FUTEX -> Addresses.hex(value);
        case COUNT -> Long.toUnsignedString(value);
        case INT -> Integer.toString((int) value);
        case MS -> (int) value < 0 ? "no time limit" : limit(Timespec.millis(value));
        case TIMEOUT -> value == 0 ? "no time limit" : limit(Timespec.at(memory, value));
        case TIMEVAL -> value == 0 ? "no time limit" : limit(Timespec.timeval(memory, value));
        case TIMESPEC -> Timespec.at(memory, value).text();
        case WAKEUP -> wakeup(all, value);
        case CLOCK -> Clock.name((int) value);
        case PATH -> path(value);
        case POLLFDS -> pollfds(value, all.get(index + 1));
        case CHILD -> child((int) value);
        case SOCKADDR -> sockaddr(value, all.get(index + 1));
        case FLOCK -> flock(all, (int) value);
        case FCNTL -> fcntl(all, (int) value);
      };
    } catch (MemoryFault _) {
      return Addresses.hex(value);
    }
  }

  private static String limit(Timespec time) {
    return "at most " + time.text();
  }

  private String futexLimit(FutexCall futex) {
    try {
      Timespec time = Timespec.at(memory, futex.timeout());
      int clock = futex.realTime() ? Clock.REALTIME : Clock.MONOTONIC;
      return futex.absolute() ? left(clock, time) : limit(time);
    } catch (MemoryFault _) {
      return Addresses.hex(futex.timeout());
    }
  }

  /// `clock_nanosleep(clock, flags, time)`: with TIMER_ABSTIME (1) the time is a moment.
  private String wakeup(List<Long> all, long address) {
    Timespec time = Timespec.at(memory, address);
    boolean absolute = (all.get(1) & 1) != 0;
    return absolute ? left(all.get(0).intValue(), time) : time.text();
  }

  /// In another time namespace the monotonic clock has an offset, so nothing is computed there.
  private String left(int clock, Timespec moment) {
    Optional<String> theirs = process.link("ns/time");
    boolean sameClock =
        clock == Clock.REALTIME || theirs.equals(ProcDirectory.self().link("ns/time"));
    return sameClock
        ? Clock.left(clock, moment)
        : "until " + moment.text() + " of its " + Clock.name(clock);
  }

  private String path(long address) {
    byte[] bytes = memory.cString(address, MAX_PATH);
    return '"' + new String(bytes, StandardCharsets.UTF_8) + '"';
  }

  /// `struct pollfd { int fd; short events; short revents; }`, `poll.h`.
  private String pollfds(long address, long count) {
    List<String> shown = new ArrayList<>();
    for (int i = 0; i < Math.clamp(count, 0, SHOWN_POLLFDS); i++) {
      int fd = memory.i32(address + 8L * i);
      int events = memory.u16(address + 8L * i + 4);
      shown.add(fd < 0 ? "unused" : descriptors.text(fd) + events(events));
    }
    return "[" + String.join(", ", shown) + (count > SHOWN_POLLFDS ? ", …" : "") + "]";
  }

  private static String events(int events) {
    String in = (events & 1) != 0 ? " for input" : "";
    return in + ((events & 4) != 0 ? (in.isEmpty() ? " for output" : " or output") : "");
  }

  private static String child(int pid) {
    if (pid > 0) {
      String name = ProcDirectory.of(pid).text("comm").map(n -> " (" + n + ")").orElse("");
      return "child " + pid + name;
    }
    return pid == -1 ? "any child" : "any child of process group " + (pid == 0 ? "own" : -pid);
  }

  private String sockaddr(long address, long length) {
    return SocketAddress.text(memory.bytes(address, Math.clamp(length, 0, SOCKADDR_MAX)));
  }

  /// Operations of `flock(2)`, `sys/file.h`; 4 is LOCK_NB.
  private String flock(List<Long> all, int operation) {
    String name =
        switch (operation & ~4) {
          case 1 -> "LOCK_SH";
          case 2 -> "LOCK_EX";
          case 8 -> "LOCK_UN";
          default -> Integer.toString(operation);
        };
    OptionalInt own = FileLocks.own(process, all.getFirst().intValue());
    return own.isPresent()
        ? name + " held by the process itself through fd " + own.getAsInt()
        : name + holder(all, List.of("FLOCK"));
  }

  /// The commands of `fcntl(2)` that wait, `asm-generic/fcntl.h`.
  private String fcntl(List<Long> all, int command) {
    return switch (command) {
      case 7 -> "F_SETLKW" + holder(all, List.of("POSIX", "OFDLCK"));
      case 38 -> "F_OFD_SETLKW" + holder(all, List.of("POSIX", "OFDLCK"));
      default -> "command " + command;
    };
  }

  private String holder(List<Long> all, List<String> kinds) {
    return FileLocks.holder(process, all.getFirst().intValue(), kinds)
        .map(text -> " " + text)
        .orElse("");
  }
}
