package io.github.pmdb.uprobe.attach;

import io.github.pmdb.procfs.LiveSnapshot;
import io.github.pmdb.snapshot.FileMatch;
import io.github.pmdb.snapshot.LoadedObject;
import io.github.pmdb.snapshot.Mapping;
import io.github.pmdb.snapshot.TargetPath;
import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.uprobe.kernel.AttachedLinks;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Finds the places of a process that a location means. Files are opened through the process' own
/// root, so containers make no difference.
public final class ProcessPlaces {
  private final LiveSnapshot process;
  private final List<Path> debugDirectories;
  private final Map<Long, ProbeTarget> targets = new HashMap<>();
  private @Nullable Returning returningHere;

  public ProcessPlaces(LiveSnapshot process) {
    this(process, List.of());
  }

  /// @param debugDirectories where separate debug files lie; empty for the system's own
  public ProcessPlaces(LiveSnapshot process, List<Path> debugDirectories) {
    this.process = process;
    this.debugDirectories = List.copyOf(debugDirectories);
  }

  /// @throws UserError when there is no such place, or none that can be probed
  public Choice find(Location location) {
    return switch (location) {
      case Location.Functions(String library, var pattern) ->
          (library.isEmpty() ? anywhere(pattern) : library(library)).choose(pattern);
      case Location.Address(long address) -> at(address);
    };
  }

  /// The executable where that has such a function, else the one library that has.
  private ProbeTarget anywhere(Pattern pattern) {
    ProbeTarget executable = executable();
    if (executable.has(pattern)) {
      return executable;
    }
    List<LoadedObject> having =
        process.objects().stream()
            .filter(o -> !o.isExecutable() && o.file() instanceof FileMatch.Found)
            .filter(o -> target(o).has(pattern))
            .toList();
    if (having.size() > 1) {
      throw new UserError(
          "functions named %s are in %s".formatted(pattern, names(having)),
          "say of which: %s:%s".formatted(stem(having.getFirst().name()), pattern));
    }
    return having.isEmpty() ? executable : target(having.getFirst());
  }

  private ProbeTarget executable() {
    return process.objects().stream()
        .filter(LoadedObject::isExecutable)
        .findFirst()
        .map(this::target)
        .orElseThrow(() ->
            new UserError(
                "the executable of process %d is not mapped".formatted(process.process().pid()),
                "name a library: LIBRARY:FUNCTION"));
  }

  /// The loaded objects that go by a name: `libc`, `libc.so.6`, `crypto`, a path.
  public List<LoadedObject> called(String name) {
    return process.objects().stream().filter(object -> isCalled(object, name)).toList();
  }

  /// The objects whose file has a function of that name.
  public List<LoadedObject> having(String function) {
    return process.objects().stream().filter(object -> has(object, function)).toList();
  }

  /// Whether an object's file is at hand and has a function of that name.
  public boolean has(LoadedObject object, String function) {
    return object.file() instanceof FileMatch.Found
        && target(object).has(Pattern.compile(Pattern.quote(function)));
  }

  private ProbeTarget library(String name) {
    List<LoadedObject> found = called(name);
    if (found.size() == 1) {
      return target(found.getFirst());
    }
    if (found.isEmpty() && name.contains("/")) {
      return notLoaded(name);
    }
    throw found.isEmpty()
        ? new UserError(
            "process %d has no library %s loaded".formatted(process.process().pid(), name),
            "one that it loads later goes by its path; loaded are " + names(process.objects()))
        : new UserError(
            "%s may be any of %s".formatted(name, names(found)), "give more of the name");
  }

  private static String names(List<LoadedObject> objects) {
    return objects.stream().map(LoadedObject::name).distinct().collect(Collectors.joining(", "));
  }

  /// The code of a file that the process may map later. Addresses are those of the file.
  public Instructions later(Path path, String name) {
    return new Instructions(
        new ProbeTarget(
            ProbedFile.open(path, name, debugDirectories),
            pid(),
            Optional.empty(),
            () -> returning(path)),
        0);
  }

  /// `libc` is `libc.so.6`, and `crypto` is `libcrypto.so.3`.
  private static boolean isCalled(LoadedObject object, String name) {
    if (name.contains("/")) {
      return object.path().equals(name);
    }
    return LibrarySearch.isCalled(object.name(), name);
  }

  private static String stem(String file) {
    return LibrarySearch.stem(file);
  }

  /// Probes are of files: they are there before the process loads the library.
  private ProbeTarget notLoaded(String path) {
    Path root = process.process().root();
    Path file =
        TargetPath.below(root, path)
            .filter(Files::isRegularFile)
            .orElseThrow(() ->
                new UserError(
                    "process %d sees no file %s".formatted(process.process().pid(), path), ""));
    return new ProbeTarget(
        ProbedFile.open(file, path, debugDirectories),
        pid(),
        Optional.empty(),
        () -> returning(file));
  }

  /// Reading a file's symbols takes its time, and a pattern means thousands of places in it.
  private ProbeTarget target(LoadedObject object) {
    return targets.computeIfAbsent(object.start(), _ -> opened(object));
  }

  private ProbeTarget opened(LoadedObject object) {
    if (!(object.file() instanceof FileMatch.Found(Path path, var _))) {
      throw new UserError(
          "the file of %s is not at hand, and probes are put into files".formatted(object.path()),
          "");
    }
    ProbedFile file = ProbedFile.open(path, object.path(), debugDirectories);
    boolean traced = process.tracer().isPresent();
    LiveCode code =
        new LiveCode(
            process.memory(), object.loadBias(), address -> traced && !isProbed(file, address));
    return new ProbeTarget(file, pid(), Optional.of(code), () -> returning(path));
  }

  /// Whether the kernel says that the trap there is that of a probe.
  private static boolean isProbed(ProbedFile file, long address) {
    try {
      return file.offsetOfCode(address)
          .filter(offset -> AttachedLinks.isProbed(file.path(), offset))
          .isPresent();
    } catch (UserError _) {
      return false; // it tells only those who may look at the probes of others
    }
  }

  /// An exception passes calls of whatever file on its way from one to another, and any file's code
  /// may run on stacks that another one makes.
  private Returning returning(Path file) {
    if (returningHere == null) {
      returningHere =
          Returning.among(
              process.objects().stream()
                  .map(LoadedObject::file)
                  .filter(FileMatch.Found.class::isInstance)
                  .map(found -> ((FileMatch.Found) found).path())
                  .toList());
    }
    return returningHere == Returning.BY_INSTRUCTION
        ? Returning.BY_INSTRUCTION
        : Returning.among(List.of(file));
  }

  private OptionalLong pid() {
    return OptionalLong.of(process.process().pid());
  }

  private Choice at(long address) {
    LoadedObject object = objectAt(address);
    return target(object).at(address - object.loadBias());
  }

  /// The code of a file that the process has mapped.
  ///
  /// @throws UserError when the file is not at hand
  public Instructions code(LoadedObject object) {
    return new Instructions(target(object), object.loadBias());
  }

  /// The object whose code an address is in.
  ///
  /// @throws UserError when it is in none
  public LoadedObject objectAt(long address) {
    Mapping mapping =
        process
            .mappingAt(address)
            .orElseThrow(() ->
                new UserError(
                    "nothing is mapped at 0x%x".formatted(address), "mappings lists what is"));
    Optional<LoadedObject> object = process.objectAt(address);
    if (!mapping.isFile() || object.isEmpty()) {
      throw new UserError(
          "0x%x lies in %s: probes are put into files, and that code is in none"
              .formatted(
                  address,
                  mapping.path().isEmpty()
                      ? "memory without a file (code made at run time, JIT)"
                      : mapping.path()),
          "probe a function of the program that makes or calls it");
    }
    return object.get();
  }
}
