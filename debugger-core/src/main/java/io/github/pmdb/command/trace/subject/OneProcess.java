package io.github.pmdb.command.trace.subject;

import io.github.pmdb.gdb.symbols.SymbolStore;
import io.github.pmdb.interpreter.Inspector;
import io.github.pmdb.procfs.LiveProcess;
import io.github.pmdb.procfs.LiveSnapshot;
import io.github.pmdb.procfs.file.ProcDirectory;
import io.github.pmdb.procfs.file.ProcStatus;
import io.github.pmdb.snapshot.FileMatch;
import io.github.pmdb.snapshot.LoadedObject;
import io.github.pmdb.snapshot.Snapshot;
import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.uprobe.attach.ProcessPlaces;
import io.github.pmdb.uprobe.compile.Symbols;
import io.github.pmdb.uprobe.trace.StaticPlaces;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A running process. It is never stopped: expressions are compiled from its files, by gdbs that
/// have no process.
final class OneProcess implements Subject {
  private static final Pattern ADDRESS = Pattern.compile("\\*\\s*0[xX](\\p{XDigit}{1,16})");
  private static final Pattern PLAIN_NAME = Pattern.compile("\\*?([A-Za-z_]\\w*)");

  private final LiveSnapshot process;
  private final ProcessPlaces places;
  private final SymbolStore store;
  private final Processes processes = new Processes();
  private final Runtimes runtimes;
  private final Map<String, Symbols> symbols = new HashMap<>();
  private @Nullable FileCode libraries;

  private OneProcess(LiveSnapshot process, SymbolStore store) {
    this.process = process;
    this.places = new ProcessPlaces(process, store.debugDirectories());
    this.store = store;
    this.runtimes = new Runtimes(process);
  }

  /// @throws UserError when there is no such process, or it may not be looked at
  static OneProcess open(long pid, SymbolStore store) {
    return new OneProcess(LiveProcess.open(pid), store);
  }

  /// Of those that it has not loaded.
  private FileCode libraries() {
    Path files = Path.of("/proc", Long.toString(pid()));
    FileCode known =
        libraries == null
            ? new FileCode(files.resolve("root"), files.resolve("exe"), store, environment())
            : libraries;
    libraries = known;
    return known;
  }

  /// What it was started with.
  private Map<String, String> environment() {
    Map<String, String> variables = new HashMap<>();
    ProcDirectory.of(pid())
        .strings("environ")
        .orElse(List.of())
        .forEach(each -> {
          int equals = each.indexOf('=');
          if (equals > 0) {
            variables.putIfAbsent(each.substring(0, equals), each.substring(equals + 1));
          }
        });
    return variables;
  }

  private long pid() {
    return process.process().pid();
  }

  @Override
  public String who() {
    return "process " + pid();
  }

  @Override
  public void begin() {
    // It runs.
  }

  @Override
  public boolean over() {
    return ProcStatus.ended(pid());
  }

  @Override
  public boolean standsStill() {
    return ProcStatus.state(pid()) == 't';
  }

  @Override
  public Optional<Long> untraced(Path file) {
    return Descendants.running(pid(), file);
  }

  @Override
  public TracedCode code(String location) {
    Optional<StaticPlaces> statics = StaticPlaces.of(location);
    if (statics.isPresent()) {
      return in(holder(statics.get()), location);
    }
    Optional<InLibrary> inLibrary = InLibrary.of(location);
    if (inLibrary.isPresent()) {
      return library(inLibrary.get(), location);
    }
    return in(holder(location), location);
  }

  private TracedCode library(InLibrary named, String location) {
    List<LoadedObject> called = places.called(named.library());
    if (called.size() > 1) {
      throw new UserError(
          "%s may be any of %s".formatted(named.library(), names(called)), "give more of the name");
    }
    if (!called.isEmpty()) {
      return in(called.getFirst(), named.location());
    }
    FileCode.Place place = libraries().place(location);
    return new TracedCode(
        libraries().symbols(place.file()),
        places.later(place.file(), named.library()),
        place.location());
  }

  private LoadedObject holder(StaticPlaces probes) {
    return process.objects().stream()
        .filter(object -> object.file() instanceof FileMatch.Found)
        .filter(object -> probes.isIn(places.code(object).file().file()))
        .findFirst()
        .orElseThrow(() ->
            new UserError(
                "process %d has no probe %s".formatted(pid(), probes),
                "info usdt -p %d; of a library that it loads later: LIBRARY:%s"
                    .formatted(pid(), probes)));
  }

  /// The program, or where that has no such function the one library that has.
  private LoadedObject holder(String location) {
    Matcher address = ADDRESS.matcher(location);
    if (address.matches()) {
      return places.objectAt(Long.parseUnsignedLong(address.group(1), 16));
    }
    LoadedObject program = program();
    Matcher plain = PLAIN_NAME.matcher(location);
    // To read the symbols of all libraries takes longer than all the rest.
    if (!plain.matches() || places.has(program, plain.group(1))) {
      return program;
    }
    List<LoadedObject> having = places.having(plain.group(1));
    if (having.isEmpty()) {
      return program;
    }
    if (having.size() > 1) {
      throw new UserError(
          "%s is in %s".formatted(plain.group(1), names(having)),
          "say in which: LIBRARY:" + plain.group(1));
    }
    return having.getFirst();
  }

  private static String names(List<LoadedObject> objects) {
    return objects.stream().map(LoadedObject::name).distinct().collect(Collectors.joining(", "));
  }

  private LoadedObject program() {
    return process.objects().stream()
        .filter(LoadedObject::isExecutable)
        .findFirst()
        .orElseThrow(() -> new UserError("the process has no program that could be found", ""));
  }

  private TracedCode in(LoadedObject object, String location) {
    Symbols known =
        symbols.computeIfAbsent(object.path(), _ -> store.open(file(object), object.loadBias()));
    return new TracedCode(known, places.code(object), location);
  }

  private static Path file(LoadedObject object) {
    if (object.file() instanceof FileMatch.Found found) {
      return found.path();
    }
    throw new UserError(
        "the file of %s is not at hand, or was replaced since the process started"
            .formatted(object.path()),
        "Probes go into the file that the process runs: put it back, or restart the process.");
  }

  @Override
  public Optional<Snapshot> process(int ofPid, long address) {
    return process.mappingAt(address).isPresent()
        ? Optional.of(process)
        : processes.at(ofPid, address);
  }

  @Override
  public Inspector runtime(String language, boolean afresh) {
    return runtimes.of(language, afresh);
  }

  @Override
  public void close() {
    symbols.values().forEach(Symbols::close);
    if (libraries != null) {
      libraries.close();
    }
    runtimes.close();
    processes.close();
    process.close();
  }
}
