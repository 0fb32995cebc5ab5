package io.github.pmdb.procfs.file;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// `/proc/PID/status` (or that of a thread): lines of `Name:<tab>value`.
public final class ProcStatus {
  /// Bit numbers of capabilities, `include/uapi/linux/capability.h`.
  public static final int CAP_SYS_PTRACE = 19;

  private final Map<String, String> fields;

  private ProcStatus(Map<String, String> fields) {
    this.fields = fields;
  }

  /// Of a process; empty when it is not there (or is hidden from us).
  public static Optional<ProcStatus> of(long pid) {
    return read(ProcDirectory.of(pid));
  }

  /// Empty when the process or thread is not there (or is hidden from us).
  public static Optional<ProcStatus> read(ProcDirectory directory) {
    List<String> lines = directory.lines("status");
    return lines.isEmpty() ? Optional.empty() : Optional.of(parse(lines));
  }

  /// Of each thread of a process by its id, ascending; those that end meanwhile are left out.
  public static Map<Long, ProcStatus> ofThreads(long pid) {
    ProcDirectory process = ProcDirectory.of(pid);
    Map<Long, ProcStatus> threads = new LinkedHashMap<>();
    for (long tid : process.numbers("task")) {
      read(process.thread(tid)).ifPresent(status -> threads.put(tid, status));
    }
    return threads;
  }

  public static ProcStatus parse(List<String> lines) {
    Map<String, String> fields = new HashMap<>();
    for (String line : lines) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        fields.put(line.substring(0, colon), line.substring(colon + 1).strip());
      }
    }
    return new ProcStatus(fields);
  }

  /// `comm`, with the kernel's escapes for newline and backslash left as they are.
  public String name() {
    return fields.getOrDefault("Name", "");
  }

  /// The kernel's letter, `?` when the line is missing.
  public char state() {
    String text = fields.getOrDefault("State", "");
    return text.isEmpty() ? '?' : text.charAt(0);
  }

  /// Of a process; `Z` when it is not there, like one that has ended.
  public static char state(long pid) {
    return of(pid).map(ProcStatus::state).orElse('Z');
  }

  /// Whether it has ended, and only its parent has not yet been told. The first thread of a process
  /// whose others go on looks the same but for their number.
  public boolean hasEnded() {
    return isOver() && number("Threads").orElse(1) <= 1;
  }

  /// Whether this thread has ended, others of the process or not.
  public boolean isOver() {
    return state() == 'Z' || state() == 'X';
  }

  /// Whether a process has ended, its parent told or not.
  public static boolean ended(long pid) {
    return of(pid).map(ProcStatus::hasEnded).orElse(true);
  }

  /// The process this thread belongs to.
  public OptionalLong tgid() {
    return number("Tgid");
  }

  public OptionalLong parent() {
    return number("PPid");
  }

  /// The process that traces this one, if any.
  public OptionalLong tracer() {
    OptionalLong pid = number("TracerPid");
    return pid.isPresent() && pid.getAsLong() == 0 ? OptionalLong.empty() : pid;
  }

  /// Real, effective, saved and file system uid, in our user namespace.
  public List<Long> uids() {
    return numbers("Uid");
  }

  public List<Long> gids() {
    return numbers("Gid");
  }

  public OptionalInt realUid() {
    List<Long> ids = uids();
    return ids.isEmpty() ? OptionalInt.empty() : OptionalInt.of(ids.getFirst().intValue());
  }

  /// The pid in our pid namespace and in each one nested in it, innermost last.
  public List<Long> namespacePids() {
    return numbers("NSpid");
  }

  /// A kernel thread; told by the `Kthread` line since Linux 6.8, before that by having no memory
  /// sizes while not being a zombie.
  public boolean kernelThread() {
    String told = fields.get("Kthread");
    return told != null ? told.equals("1") : !fields.containsKey("VmSize") && state() != 'Z';
  }

  /// How often it has been taken off a processor; unchanged means that it has slept all the while.
  public long switches() {
    return number("voluntary_ctxt_switches").orElse(0)
        + number("nonvoluntary_ctxt_switches").orElse(0);
  }

  /// 0 off, 1 strict, 2 filter.
  public long seccomp() {
    return number("Seccomp").orElse(0);
  }

  /// Whether the capability is told to be in the effective set.
  public boolean effective(int capability) {
    return mask("CapEff").stream().anyMatch(mask -> (mask >>> capability & 1) != 0);
  }

  /// The permitted capabilities as a bit mask; empty when they are not told.
  public OptionalLong permitted() {
    return mask("CapPrm");
  }

  /// Whether the thread, or the first of a process, has a signal blocked: one that waits for it
  /// (`sigwait`) has not, meanwhile.
  ///
  /// @param signal its number, from 1
  public boolean blocks(int signal) {
    return mask("SigBlk").stream().anyMatch(mask -> (mask >>> (signal - 1) & 1) != 0);
  }

  private OptionalLong mask(String field) {
    String digits = fields.getOrDefault(field, "");
    return digits.matches("[0-9a-f]{1,16}")
        ? OptionalLong.of(Long.parseUnsignedLong(digits, 16))
        : OptionalLong.empty();
  }

  private OptionalLong number(String field) {
    List<Long> all = numbers(field);
    return all.isEmpty() ? OptionalLong.empty() : OptionalLong.of(all.getFirst());
  }

  private List<Long> numbers(String field) {
    List<Long> found = new ArrayList<>();
    for (String word : fields.getOrDefault(field, "").split("\\s+")) {
      try {
        found.add(Long.parseLong(word));
      } catch (NumberFormatException _) {
        break;
      }
    }
    return found;
  }
}
