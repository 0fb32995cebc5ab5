package io.github.pmdb.procfs;

import io.github.pmdb.memory.Memory;
import io.github.pmdb.procfs.file.PageMap;
import io.github.pmdb.procfs.file.ProcDirectory;
import io.github.pmdb.procfs.file.ProcMaps;
import io.github.pmdb.procfs.file.ProcStatus;
import io.github.pmdb.procfs.lock.LockWait;
import io.github.pmdb.procfs.waiting.Descriptors;
import io.github.pmdb.snapshot.Architecture;
import io.github.pmdb.snapshot.Consistency;
import io.github.pmdb.snapshot.Extent;
import io.github.pmdb.snapshot.LoadedObject;
import io.github.pmdb.snapshot.Mapping;
import io.github.pmdb.snapshot.Problem;
import io.github.pmdb.snapshot.ProcessInfo;
import io.github.pmdb.snapshot.ThreadInfo;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A process as `/proc` shows it. Mappings and identity are read when it is opened, objects and
/// threads when they are first asked for.
final class ProcSnapshot implements LiveSnapshot {
  private static final Pattern GLIBC =
      Pattern.compile("lib(c|pthread)(\\.so\\.[06]|-2\\.\\d+\\.so)");

  private static final int PAGE_BITS = 12;

  /// What the kernel tells of the pages of a mapping has one part in 512 of its size.
  private static final long LARGEST = 1L << 38;

  private final ProcDirectory directory;
  private final ProcStatus status;
  private final ProcMemory memory;
  private final Namespaces namespaces;
  private final ProcessInfo process;
  private final List<ProcMaps.Entry> maps;
  private final List<Problem> problems;
  private @Nullable List<LoadedObject> objects;
  private @Nullable Map<Long, ProcStatus> statuses;
  private @Nullable LiveThreads threads;
  private @Nullable Descriptors descriptors;

  private ProcSnapshot(
      ProcDirectory directory,
      ProcStatus status,
      ProcMemory memory,
      Namespaces namespaces,
      ProcessInfo process,
      List<ProcMaps.Entry> maps,
      List<Problem> problems) {
    this.directory = directory;
    this.status = status;
    this.memory = memory;
    this.namespaces = namespaces;
    this.process = process;
    this.maps = maps;
    this.problems = problems;
  }

  static ProcSnapshot take(
      long pid, ProcDirectory directory, ProcStatus status, ProcMemory memory) {
    List<Problem> problems = new ArrayList<>();
    Namespaces namespaces = Namespaces.of(directory, status);
    ProcessInfo process = identity(pid, directory, status, namespaces, problems);
    List<ProcMaps.Entry> maps = ProcMaps.read(directory);
    if (maps.isEmpty()) {
      if (!directory.exists()) {
        throw ProcMemory.vanished(pid, "reading its memory map");
      }
      problems.add(new Problem("no mappings: process " + pid + " is ending or starting (exec)"));
    }
    return new ProcSnapshot(directory, status, memory, namespaces, process, maps, problems);
  }

  private static ProcessInfo identity(
      long pid,
      ProcDirectory directory,
      ProcStatus status,
      Namespaces namespaces,
      List<Problem> problems) {
    Optional<List<String>> environment = directory.strings("environ");
    if (environment.isEmpty()) {
      problems.add(new Problem("cannot read the environment (" + directory.path() + "/environ)"));
    }
    return new ProcessInfo(
        pid,
        status.parent(),
        status.realUid(),
        directory.text("comm").orElse(status.name()),
        directory.strings("cmdline").orElse(List.of()),
        environment.orElse(List.of()),
        directory.link("cwd"),
        directory.link("exe").map(ProcSnapshot::withoutDeleted),
        namespaces.root(),
        OptionalLong.empty());
  }

  private static String withoutDeleted(String path) {
    String mark = " (deleted)";
    return path.endsWith(mark) ? path.substring(0, path.length() - mark.length()) : path;
  }

  @Override
  public Architecture architecture() {
    return executableImage().map(MappedElf::architecture).orElse(Architecture.OTHER);
  }

  private Optional<MappedElf> executableImage() {
    return maps.stream()
        .filter(e -> e.mapping().isFile() && e.mapping().fileOffset() == 0)
        .filter(e -> process.executable().filter(e.mapping().path()::equals).isPresent())
        .findFirst()
        .flatMap(e -> MappedElf.at(memory, e.mapping().start()));
  }

  /// Still when every thread is stopped, by a signal or a tracer.
  @Override
  public Consistency consistency() {
    return statuses().values().stream().allMatch(ProcSnapshot::isStopped)
        ? Consistency.STILL
        : Consistency.TORN;
  }

  private static boolean isStopped(ProcStatus status) {
    return "TtZX".indexOf(status.state()) >= 0;
  }

  /// Without what the threads wait for, which takes far longer to read than their states.
  private synchronized Map<Long, ProcStatus> statuses() {
    if (statuses == null) {
      statuses = LiveThreads.statuses(process.pid(), directory);
    }
    return statuses;
  }

  @Override
  public ProcessInfo process() {
    return process;
  }

  @Override
  public Memory memory() {
    return memory;
  }

  @Override
  public List<Mapping> mappings() {
    return maps.stream().map(ProcMaps.Entry::mapping).toList();
  }

  /// As the process has them now. What a file may hold counts, whoever has written it.
  @Override
  public List<Extent> used(Mapping mapping) {
    List<Extent> found = new ArrayList<>();
    if (mapping.isFile() || mapping.size() > LARGEST) {
      return LiveSnapshot.super.used(mapping);
    }
    try (PageMap pages = new PageMap(directory)) {
      pages.runs(
          mapping.start() >>> PAGE_BITS,
          mapping.end() >>> PAGE_BITS,
          (first, end) -> found.add(new Extent(first << PAGE_BITS, end << PAGE_BITS)));
      return found;
    } catch (IOException _) {
      // Nobody may look, or it has gone; reads tell that themselves.
      return LiveSnapshot.super.used(mapping);
    }
  }

  @Override
  public synchronized List<LoadedObject> objects() {
    if (objects == null) {
      MappedFiles files = new MappedFiles(directory, process.root(), process.executable());
      objects = new LiveObjects(memory, files, process.executable(), maps, problems).find();
    }
    return objects;
  }

  @Override
  public List<ThreadInfo> threads() {
    return liveThreads().threads();
  }

  private synchronized LiveThreads liveThreads() {
    if (threads == null) {
      threads = LiveThreads.read(statuses(), directory, memory, this::inLibc);
    }
    return threads;
  }

  /// Whether glibc's own code is there: `libc.so.6` (`libpthread.so.0` before glibc 2.34), or a
  /// static program that has its mutexes. Its function `syscall` is anybody's and does not count.
  private boolean inLibc(long pc) {
    return objectAt(pc)
        .filter(o -> GLIBC.matcher(o.name()).matches() || isStatic(o))
        .filter(o -> o.symbols().at(pc).filter(s -> s.name().equals("syscall")).isEmpty())
        .isPresent();
  }

  private static boolean isStatic(LoadedObject object) {
    return object.isExecutable() && object.symbols().find("__pthread_mutex_lock").isPresent();
  }

  @Override
  public List<Problem> problems() {
    objects();
    return List.copyOf(problems);
  }

  @Override
  public OptionalLong tracer() {
    return status.tracer();
  }

  @Override
  public boolean otherMountNamespace() {
    return namespaces.otherMount();
  }

  @Override
  public boolean otherPidNamespace() {
    return namespaces.otherPid();
  }

  @Override
  public boolean alive() {
    return ProcStatus.read(directory)
        .filter(now -> now.state() != 'Z' && now.state() != 'X')
        .isPresent();
  }

  @Override
  public List<LockWait> lockWaits() {
    return liveThreads().lockWaits();
  }

  @Override
  public Optional<BlockedAt> blockedAt(long tid) {
    return Optional.ofNullable(liveThreads().blocked().get(tid));
  }

  @Override
  public synchronized Optional<String> descriptor(int fd) {
    if (descriptors == null) {
      descriptors = new Descriptors(directory);
    }
    return descriptors.target(fd);
  }

  @Override
  public void close() {
    memory.close();
  }

  /// @param root where the process' paths start, seen from here
  private record Namespaces(boolean otherMount, boolean otherPid, Path root) {
    static Namespaces of(ProcDirectory directory, ProcStatus status) {
      boolean otherMount = differs(directory, "ns/mnt");
      boolean otherRoot = directory.link("root").filter(r -> !r.equals("/")).isPresent();
      boolean otherPid = differs(directory, "ns/pid") || status.namespacePids().size() > 1;
      Path root = otherMount || otherRoot ? directory.path().resolve("root") : Path.of("/");
      return new Namespaces(otherMount, otherPid, root);
    }

    private static boolean differs(ProcDirectory directory, String namespace) {
      Optional<String> theirs = directory.link(namespace);
      return theirs.isPresent() && !theirs.equals(ProcDirectory.self().link(namespace));
    }
  }
}
