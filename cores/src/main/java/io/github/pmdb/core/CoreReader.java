package io.github.pmdb.core;

import io.github.pmdb.core.note.AuxiliaryVector;
import io.github.pmdb.core.note.CoreNotes;
import io.github.pmdb.core.note.NoteReader;
import io.github.pmdb.core.note.ProcessNote;
import io.github.pmdb.core.note.ThreadNote;
import io.github.pmdb.elf.BuildIds;
import io.github.pmdb.elf.DebugFiles;
import io.github.pmdb.elf.ElfHeader;
import io.github.pmdb.elf.ElfImage;
import io.github.pmdb.elf.ElfSymbols;
import io.github.pmdb.elf.ProgramHeader;
import io.github.pmdb.memory.Addresses;
import io.github.pmdb.memory.Bytes;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.memory.OverlayMemory;
import io.github.pmdb.snapshot.FileMatch;
import io.github.pmdb.snapshot.LoadedObject;
import io.github.pmdb.snapshot.Mapping;
import io.github.pmdb.snapshot.ObjectSymbols;
import io.github.pmdb.snapshot.Problem;
import io.github.pmdb.snapshot.ProcessInfo;
import io.github.pmdb.snapshot.ThreadInfo;
import io.github.pmdb.snapshot.ThreadState;
import io.github.pmdb.snapshot.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// Puts a snapshot together from an opened core.
final class CoreReader {
  private static final int LARGEST_VDSO = 1 << 20;

  private final CoreSource source;
  private final CoreOptions options;
  private final ElfHeader header;
  private final CoreNotes notes;
  private final List<Mapping> mappings;
  private final CoreMemory layers;
  private final OverlayMemory own;
  private final List<Problem> problems = new ArrayList<>();

  CoreReader(CoreSource source, CoreOptions options) {
    this.source = source;
    this.options = options;
    ElfImage image = source.image();
    this.header = image.header();
    this.notes = NoteReader.read(image);
    this.mappings = CoreMappings.read(image.segments(ProgramHeader.LOAD), notes);
    this.layers = new CoreMemory(image);
    this.own = layers.own();
    problems.addAll(source.problems());
    problems.addAll(notes.problems());
  }

  CoreSnapshot read() {
    List<MappedObject> found = ObjectFinder.find(own, notes.auxiliary(), mappings);
    List<LoadedObject> objects = objects(found);
    OverlayMemory memory = layers.whole(mappings);
    return new OpenedCoreSnapshot(
        source,
        header.architecture(),
        process(memory, objects),
        memory,
        new CoreHoles(source),
        mappings,
        objects,
        threads(),
        DeathReading.read(notes),
        layers.completeness(mappings),
        LinkMap.paths(found, own, notes.auxiliary()),
        notes.unknown(),
        List.copyOf(problems));
  }

  private List<LoadedObject> objects(List<MappedObject> found) {
    ObjectMatcher matcher = new ObjectMatcher(own, options, source.file());
    Optional<MappedObject> executable = executable(found, matcher);
    List<LoadedObject> objects = new ArrayList<>();
    for (MappedObject each : found) {
      boolean isExecutable = executable.filter(e -> e.start() == each.start()).isPresent();
      objects.add(isVdso(each) ? inMemory(each) : loaded(each, isExecutable, matcher));
    }
    checkNamedExecutable(executable, matcher);
    objects.sort((a, b) -> Boolean.compare(b.isExecutable(), a.isExecutable()));
    return List.copyOf(objects);
  }

  private boolean isVdso(MappedObject object) {
    return notes
        .auxiliary()
        .get(AuxiliaryVector.SYSINFO_EHDR)
        .filter(a -> a == object.start())
        .isPresent();
  }

  /// By what the kernel noted, else by its name, else the one that the named program is: of a core
  /// whose notes are cut off.
  private Optional<MappedObject> executable(List<MappedObject> found, ObjectMatcher matcher) {
    AuxiliaryVector auxiliary = notes.auxiliary();
    Optional<Long> inside =
        auxiliary.get(AuxiliaryVector.PHDR).or(() -> auxiliary.get(AuxiliaryVector.ENTRY));
    String name = notes.process().map(ProcessNote::name).orElse("");
    return found.stream()
        .filter(o -> inside.filter(o::contains).isPresent())
        .findFirst()
        .or(() ->
            found.stream()
                .filter(o -> !name.isEmpty() && o.path().endsWith("/" + name))
                .findFirst())
        .or(() ->
            options
                .executable()
                .flatMap(BuildIds::ofFile)
                .flatMap(id -> found.stream().filter(o -> matcher.isBuild(id, o)).findFirst()));
  }

  private void checkNamedExecutable(Optional<MappedObject> executable, ObjectMatcher matcher) {
    if (options.executable().isEmpty()) {
      return;
    }
    Path named = options.executable().get();
    if (!Files.exists(named)) {
      throw new UserError("there is no program " + named, "check the path");
    }
    if (executable.isEmpty()) {
      problems.add(
          new Problem(
              "the core does not tell which of its mappings is the program, and none has the build-id of %s, which is not used"
                  .formatted(named)));
    }
    executable.ifPresent(object ->
        matcher
            .refusal(named, object)
            .ifPresent(why -> {
              throw new UserError(
                  named + " is not the program of this core: " + why,
                  "Leave it out, and all that the core tells without it is shown; or name %s in the very build that crashed."
                      .formatted(object.path()));
            }));
  }

  private LoadedObject loaded(MappedObject object, boolean isExecutable, ObjectMatcher matcher) {
    ObjectMatcher.Match match = matcher.match(object, isExecutable);
    match.image().ifPresent(file -> layers.underlay(object, file));
    long bias =
        match
            .image()
            .or(object::headers)
            .map(image -> image.loadBias(object.start()))
            .orElse(object.start());
    return new LoadedObject(
        object.path(),
        object.start(),
        object.end(),
        bias,
        isExecutable,
        match.buildId(),
        match.file(),
        symbols(match, bias));
  }

  private ObjectSymbols symbols(ObjectMatcher.Match match, long bias) {
    List<Path> directories = ObjectMatcher.debugDirectories(options);
    if (match.file() instanceof FileMatch.Found found && match.image().isPresent()) {
      return ElfSymbols.of(match.image().get(), found.path(), bias, directories);
    }
    return match
        .buildId()
        .flatMap(id -> DebugFiles.identified(id, directories))
        .<ObjectSymbols>map(image -> ElfSymbols.of(image, bias, directories))
        .orElse(ObjectSymbols.NONE);
  }

  private LoadedObject inMemory(MappedObject object) {
    ObjectSymbols symbols = ObjectSymbols.NONE;
    long bias = object.start();
    try {
      int size = (int) Addresses.min(object.end() - object.start(), LARGEST_VDSO);
      ElfImage image = ElfImage.read(Bytes.of(own.bytes(object.start(), size)), object.path());
      bias = image.loadBias(object.start());
      symbols = ElfSymbols.of(image, bias, List.of());
    } catch (MemoryFault | UserError e) {
      problems.add(new Problem("the vdso can not be read: " + e.getMessage()));
    }
    return new LoadedObject(
        "[vdso]",
        object.start(),
        object.end(),
        bias,
        false,
        BuildIds.inMemory(own, object.start()),
        new FileMatch.InMemory(),
        symbols);
  }

  private ProcessInfo process(OverlayMemory memory, List<LoadedObject> objects) {
    StartStack start =
        StartStack.read(memory, notes.auxiliary(), header.wordSize(), header.order());
    Optional<ProcessNote> process = notes.process();
    Optional<ThreadNote> first = notes.threads().stream().findFirst();
    Optional<String> program =
        objects.stream().filter(LoadedObject::isExecutable).map(LoadedObject::path).findFirst();
    return new ProcessInfo(
        process.map(ProcessNote::pid).or(() -> first.map(ThreadNote::tid)).orElse(0L),
        process
            .map(ProcessNote::parentPid)
            .or(() -> first.map(ThreadNote::parentPid))
            .map(OptionalLong::of)
            .orElse(OptionalLong.empty()),
        process.map(p -> OptionalInt.of(p.uid())).orElse(OptionalInt.empty()),
        process.map(ProcessNote::name).orElse(""),
        start.arguments().isEmpty() ? shortArguments(process) : start.arguments(),
        start.environment(),
        workingDirectory(start),
        program.filter(p -> !p.isEmpty()),
        Path.of("/"),
        OptionalLong.of(source.file().toFile().lastModified()));
  }

  static List<String> shortArguments(Optional<ProcessNote> process) {
    return process
        .map(ProcessNote::arguments)
        .filter(a -> !a.isEmpty())
        .map(a -> List.of(a.split(" ")))
        .orElse(List.of());
  }

  /// A core has no note of it; a shell leaves its own idea in `PWD`.
  private static Optional<String> workingDirectory(StartStack start) {
    return start.environment().stream()
        .filter(e -> e.startsWith("PWD=/"))
        .map(e -> e.substring("PWD=".length()))
        .findFirst();
  }

  private List<ThreadInfo> threads() {
    long pid = notes.process().map(ProcessNote::pid).orElse(0L);
    List<ThreadInfo> threads = new ArrayList<>();
    for (ThreadNote note : notes.threads()) {
      boolean main = note.tid() == pid;
      char state = notes.process().map(ProcessNote::state).orElse('?');
      threads.add(
          new ThreadInfo(
              note.tid(),
              note.tid(),
              main ? notes.process().map(ProcessNote::name).orElse("") : "",
              main && notes.writtenByDebugger()
                  ? new ThreadState(state, Optional.empty())
                  : ThreadState.UNKNOWN,
              note.registers()));
    }
    if (DeathReading.read(notes).onDemand()) {
      threads.sort((a, b) -> Boolean.compare(b.tid() == pid, a.tid() == pid));
    }
    return List.copyOf(threads);
  }
}
