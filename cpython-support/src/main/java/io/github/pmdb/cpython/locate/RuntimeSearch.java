package io.github.pmdb.cpython.locate;

import static io.github.pmdb.memory.Addresses.hex;

import io.github.pmdb.cpython.layout.DebugOffsets;
import io.github.pmdb.cpython.layout.Layout;
import io.github.pmdb.cpython.layout.Layouts;
import io.github.pmdb.cpython.layout.Learnt;
import io.github.pmdb.cpython.layout.PythonVersion;
import io.github.pmdb.memory.Memory;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.snapshot.Consistency;
import io.github.pmdb.snapshot.Mapping;
import io.github.pmdb.snapshot.ObjectSymbols;
import io.github.pmdb.snapshot.Snapshot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Finds CPython's runtime, the surest step first.
public final class RuntimeSearch {
  /// Far more than the data of any interpreter; a scan beyond is of memory that is not its own.
  private static final long SCAN_BYTES = 256L << 20;

  /// Of a file that nothing says is Python; the data of CPython 3.14 is 1 MiB.
  private static final long STRANGER_BYTES = 16L << 20;

  /// Of all candidates together.
  private static final long ALL_BYTES = 1L << 30;

  /// How often the links of a running process are read: they are whole but for moments.
  private static final int TRIES = 100;

  private final Snapshot snapshot;
  private final Memory memory;

  /// Where interpreters and threads are linked: what changes all the time is not kept.
  private final Memory links;

  private final InterpreterCheck interpreters;

  /// Of what is linked at this moment.
  private final InterpreterCheck linked;

  private final int tries;
  private final List<String> steps = new ArrayList<>();
  private final Scan.Budget scanned = new Scan.Budget(ALL_BYTES);

  /// @param memory of the snapshot, cached for this search
  public RuntimeSearch(Snapshot snapshot, Memory memory) {
    this.snapshot = snapshot;
    this.memory = memory;
    boolean torn = snapshot.consistency() == Consistency.TORN;
    this.tries = torn ? TRIES : 1;
    this.links = torn ? snapshot.memory() : memory;
    this.interpreters = new InterpreterCheck(memory, this::mapped, this::mapped);
    this.linked =
        torn ? new InterpreterCheck(links, this::mapped, RuntimeSearch::isAligned) : interpreters;
  }

  /// What a search came to.
  public sealed interface Outcome {
    record Located(PythonRuntime runtime) implements Outcome {}

    record Nothing() implements Outcome {}

    /// @param what the likeliest file
    /// @param unknown whether it says that it is of a version without layouts
    record Unreadable(String what, List<String> steps, boolean unknown) implements Outcome {}
  }

  /// A place that may be right, before the release is confirmed.
  ///
  /// @param runtime address of `_PyRuntime`, 0 when not known
  /// @param headSlot address of the pointer to the newest interpreter, 0 when not known
  private record Place(long runtime, long headSlot, long interpreter, Layout layout) {}

  public Outcome run() {
    List<Candidate> candidates = Candidate.of(snapshot);
    if (candidates.isEmpty()) {
      return new Outcome.Nothing();
    }
    for (Candidate candidate : candidates.subList(0, Math.min(candidates.size(), Candidate.MOST))) {
      Optional<PythonRuntime> found = locate(candidate);
      if (found.isPresent()) {
        return new Outcome.Located(found.get());
      }
    }
    if (candidates.size() > Candidate.MOST) {
      steps.add(
          "more than %d files may hold CPython: the others were not looked into"
              .formatted(Candidate.MOST));
    }
    Candidate likeliest = candidates.getFirst();
    if (!likeliest.suggested()) {
      return new Outcome.Nothing(); // files are missing, and nothing says that one was Python
    }
    Optional<PythonRuntime> anywhere = finish(likeliest, scanEverything(likeliest));
    return anywhere.isPresent()
        ? new Outcome.Located(anywhere.get())
        : new Outcome.Unreadable(describe(likeliest), List.copyOf(steps), isUnknown(likeliest));
  }

  private boolean isUnknown(Candidate candidate) {
    return versionSymbol(candidate)
        .or(candidate::versionByName)
        .filter(version -> !Layouts.isKnown(version))
        .isPresent();
  }

  private static String describe(Candidate candidate) {
    return "CPython"
        + candidate.versionByName().map(v -> " " + v).orElse("")
        + " ("
        + candidate.name()
        + ")";
  }

  private Optional<PythonRuntime> locate(Candidate candidate) {
    return finish(
        candidate,
        Stream.<Supplier<Optional<Place>>>of(
                () -> bySymbol(candidate),
                () -> bySection(candidate),
                () -> byCode(candidate),
                () -> byCookie(candidate, candidate.writable()),
                () -> byScan(candidate, candidate.writable(), true))
            .map(Supplier::get)
            .flatMap(Optional::stream)
            .findFirst());
  }

  /// Small mappings and those of files first: the runtime is in one of them, and arenas of an
  /// allocator can be larger than what is searched.
  private Optional<Place> scanEverything(Candidate candidate) {
    List<Mapping> all =
        snapshot.mappings().stream()
            .filter(m -> m.readable() && m.writable())
            .sorted(
                Comparator.comparing((Mapping m) -> !m.isFile())
                    .thenComparingLong(m -> m.end() - m.start()))
            .toList();
    steps.add("all writable memory: searched, since the file's own data did not hold the runtime");
    return byCookie(candidate, all).or(() -> byScan(candidate, all, false));
  }

  private Optional<Place> bySymbol(Candidate candidate) {
    OptionalLong symbol = candidate.symbol("_PyRuntime");
    if (symbol.isEmpty()) {
      steps.add(candidate.name() + ": no symbol _PyRuntime");
      return Optional.empty();
    }
    return atRuntime(candidate, symbol.getAsLong(), "symbol _PyRuntime");
  }

  private Optional<Place> bySection(Candidate candidate) {
    Optional<ObjectSymbols.Section> section = candidate.symbols().section(Candidate.SECTION);
    if (section.isEmpty()) {
      steps.add(candidate.name() + ": no section .PyRuntime");
      return Optional.empty();
    }
    return atRuntime(candidate, section.get().address(), "section .PyRuntime");
  }

  private Optional<Place> byCode(Candidate candidate) {
    OptionalLong function = candidate.symbol(Candidate.HEAD_FUNCTION);
    Optional<HeadCode.Decoded> decoded =
        function.isEmpty() ? Optional.empty() : HeadCode.decode(memory, function.getAsLong());
    if (decoded.isEmpty()) {
      steps.add(candidate.name() + ": PyInterpreterState_Head is absent or not understood");
      return Optional.empty();
    }
    long slot = decoded.get().headSlot();
    steps.add("%s: PyInterpreterState_Head loads from %s".formatted(candidate.name(), hex(slot)));
    return surest(candidate, layout -> atHead(layout, slot));
  }

  /// The first place whose interpreter is of the version of the layout it was read with: layouts of
  /// neighbouring versions are so alike that more than one may fit. Else the first that fits.
  private Optional<Place> surest(Candidate candidate, Function<Layout, Optional<Place>> look) {
    List<Place> fitting = new ArrayList<>();
    return layouts(candidate)
        .flatMap(layout -> look.apply(layout).stream())
        .peek(fitting::add)
        .filter(place -> interpreters.says(place.layout(), place.interpreter()))
        .findFirst()
        .or(() -> fitting.stream().findFirst());
  }

  private Optional<Place> byCookie(Candidate candidate, List<Mapping> mappings) {
    Scan scan = new Scan(memory, limit(candidate), scanned);
    OptionalLong cookie =
        scan.first(
            mappings,
            (address, word) ->
                word == DebugOffsets.COOKIE && DebugOffsets.peek(memory, address).isPresent());
    if (cookie.isEmpty()) {
      steps.add(
          "%s: no debug offsets in writable memory (%s)"
              .formatted(candidate.name(), scan.extent()));
      return Optional.empty();
    }
    return atRuntime(candidate, cookie.getAsLong(), "debug offsets");
  }

  /// @param fittingWillDo whether an interpreter counts that does not tell its version: among words
  ///   of the heap some look like one by chance
  private Optional<Place> byScan(
      Candidate candidate, List<Mapping> mappings, boolean fittingWillDo) {
    Scan scan = new Scan(memory, limit(candidate), scanned);
    Optional<Place> place =
        new InterpreterScan(scan, interpreters)
            .find(layouts(candidate).toList(), mappings, fittingWillDo)
            .map(hit -> fromSlot(hit.layout(), hit.slot()));
    steps.add(
        "%s: %s (%s)"
            .formatted(
                candidate.name(),
                place
                    .map(p ->
                        "a word of its data points at an interpreter of CPython "
                            + p.layout().title())
                    .orElse("no word of its data points at an interpreter"),
                scan.extent()));
    return place;
  }

  private static long limit(Candidate candidate) {
    return candidate.suggested() ? SCAN_BYTES : STRANGER_BYTES;
  }

  private static boolean isAligned(long address) {
    return (address & 7) == 0 && address != 0;
  }

  private boolean mapped(long address) {
    return isAligned(address) && Mapped.contains(snapshot.mappings(), address);
  }

  /// A slot found by a scan may be the list's head in `_PyRuntime`, or any other pointer.
  private Place fromSlot(Layout layout, long slot) {
    return atHead(layout, slot)
        .filter(place -> place.runtime() != 0 && looksLikeRuntime(place))
        .orElseGet(() -> new Place(0, 0, memory.pointer(slot), layout));
  }

  private boolean looksLikeRuntime(Place place) {
    try {
      long main =
          memory.pointer(place.runtime() + place.layout().offset("runtime.interpreters_main"));
      return interpreters.matches(place.layout(), main);
    } catch (MemoryFault _) {
      return false;
    }
  }

  private Optional<Place> atRuntime(Candidate candidate, long runtime, String how) {
    steps.add("%s: %s at %s".formatted(candidate.name(), how, hex(runtime)));
    Optional<DebugOffsets> offsets = debugOffsets(runtime);
    Optional<Place> place =
        offsets.isPresent()
            ? atOffset(offsets.get().layout(), runtime)
            : surest(candidate, layout -> atOffset(layout, runtime));
    if (place.isEmpty()) {
      steps.add(nothingAt(runtime));
    }
    return place;
  }

  private String nothingAt(long runtime) {
    Optional<PythonVersion> told = DebugOffsets.peek(memory, runtime);
    return told.isPresent() && !Layouts.isKnown(told.get())
        ? "debug offsets of CPython %s are there, a version whose layouts pmdb does not have"
            .formatted(told.get())
        : "no interpreter with a thread hangs off it: not initialised, or finalised";
  }

  private Optional<DebugOffsets> debugOffsets(long runtime) {
    try {
      Optional<DebugOffsets> offsets = DebugOffsets.read(memory, runtime);
      offsets.ifPresent(o ->
          steps.add(
              "debug offsets of CPython %s there: %s"
                  .formatted(
                      o.layout().title(),
                      o.differences().isEmpty()
                          ? "equal to the bundled layout"
                          : "they override the bundled layout, " + o.differences())));
      return offsets;
    } catch (MemoryFault fault) {
      steps.add("debug offsets: " + fault.getMessage());
      return Optional.empty();
    }
  }

  private Optional<Place> atOffset(Layout layout, long runtime) {
    return layout.has("runtime.interpreters_head")
        ? atHead(layout, runtime + layout.offset("runtime.interpreters_head"))
        : Optional.empty();
  }

  private Optional<Place> atHead(Layout layout, long slot) {
    Optional<Place> place = atHeadNow(layout, slot);
    for (int i = 1; i < tries && place.isEmpty() && !isOther(layout, slot); i++) {
      place = atHeadNow(layout, slot);
    }
    return place;
  }

  /// With most layouts that are not the target's to look again is in vain.
  private boolean isOther(Layout layout, long slot) {
    try {
      return linked.isOther(layout, links.pointer(slot));
    } catch (MemoryFault _) {
      return true;
    }
  }

  private Optional<Place> atHeadNow(Layout layout, long slot) {
    try {
      long interpreter = links.pointer(slot);
      if (!linked.matches(layout, interpreter)) {
        return Optional.empty();
      }
      long runtime =
          layout.has("runtime.interpreters_head")
              ? slot - layout.offset("runtime.interpreters_head")
              : 0;
      return Optional.of(new Place(runtime, slot, interpreter, layout));
    } catch (MemoryFault _) {
      return Optional.empty(); // not this layout
    }
  }

  /// Layouts to try: those of the version that the file says it is first, then all. Most often the
  /// first one fits, so each is read only when its turn comes.
  private Stream<Layout> layouts(Candidate candidate) {
    Stream<PythonVersion> told =
        Stream.<Supplier<Optional<PythonVersion>>>of(
                () -> versionSymbol(candidate), candidate::versionByName)
            .map(Supplier::get)
            .flatMap(Optional::stream);
    return Stream.concat(told, Layouts.KNOWN.stream()).flatMap(Layouts::of);
  }

  /// `Py_Version`, since 3.11.
  private Optional<PythonVersion> versionSymbol(Candidate candidate) {
    try {
      OptionalLong symbol = candidate.symbol("Py_Version");
      return symbol.isEmpty()
          ? Optional.empty()
          : Optional.of(PythonVersion.ofHex(memory.u32(symbol.getAsLong())));
    } catch (MemoryFault _) {
      return Optional.empty(); // read-only data may not be in a core
    }
  }

  /// Confirms the release by `sys.hexversion`, and takes the layout of that release.
  private Optional<PythonRuntime> finish(Candidate candidate, Optional<Place> found) {
    if (found.isEmpty()) {
      return Optional.empty();
    }
    Place place = found.get();
    Layout layout = confirmed(place);
    return Optional.of(
        new PythonRuntime(
            candidate.path(),
            optional(place.runtime()),
            optional(place.headSlot()),
            place.interpreter(),
            layout,
            layout.has("runtime.interpreters_head") ? Globals.NONE : Globals.of(candidate),
            List.copyOf(steps)));
  }

  private Layout confirmed(Place place) {
    Optional<PythonVersion> release = interpreters.release(place.layout(), place.interpreter());
    steps.add(
        "interpreter at %s, sys.hexversion says %s"
            .formatted(
                hex(place.interpreter()),
                release.map(PythonVersion::toString).orElse("nothing that can be read")));
    if (release.isEmpty()) {
      return place.layout();
    }
    boolean fromTarget = place.layout().learnt("interp.next") == Learnt.COOKIE;
    Layout layout =
        fromTarget
            ? place.layout().forRelease(release.get())
            : Layouts.of(release.get(), place.layout().build()).orElse(place.layout());
    return interpreters.withCharacterWidth(layout, place.interpreter());
  }

  private static OptionalLong optional(long address) {
    return address == 0 ? OptionalLong.empty() : OptionalLong.of(address);
  }
}
