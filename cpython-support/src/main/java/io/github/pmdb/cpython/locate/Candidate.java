package io.github.pmdb.cpython.locate;

import io.github.pmdb.cpython.layout.PythonVersion;
import io.github.pmdb.memory.Addresses;
import io.github.pmdb.snapshot.FileMatch;
import io.github.pmdb.snapshot.LoadedObject;
import io.github.pmdb.snapshot.Mapping;
import io.github.pmdb.snapshot.ObjectSymbols;
import io.github.pmdb.snapshot.ObjectSymbols.Symbol;
import io.github.pmdb.snapshot.Snapshot;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A mapped file that may hold CPython.
///
/// @param writable its data and bss: mappings that can be scanned
/// @param suggested whether a name speaks for it; else only its memory can
record Candidate(String path, ObjectSymbols symbols, List<Mapping> writable, boolean suggested) {
  /// That are looked into: a process maps a few, a damaged core may claim thousands.
  static final int MOST = 64;

  static final String SECTION = ".PyRuntime";
  static final String HEAD_FUNCTION = "PyInterpreterState_Head";

  private static final Pattern NAME = Pattern.compile("(lib)?python(\\d[\\w.+-]*)?(\\.so[.\\d]*)?");

  /// `/usr/lib/python3.11/…`, `_json.cpython-311-x86_64-linux-gnu.so`,
  /// `libboost_python311.so.1.74`.
  private static final Pattern MENTION =
      Pattern.compile("/python\\d|python[^/]*$", Pattern.CASE_INSENSITIVE);

  private static final Pattern VERSION = Pattern.compile("python(\\d\\.\\d{1,2})");

  String name() {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  boolean isLibrary() {
    return name().startsWith("lib");
  }

  /// `X.Y` from the file name, as in `libpython3.11.so.1.0`.
  Optional<PythonVersion> versionByName() {
    Matcher matcher = VERSION.matcher(name());
    return matcher.find() ? PythonVersion.parse(matcher.group(1)) : Optional.empty();
  }

  private static boolean isNamedPython(String path) {
    return NAME.matcher(path.substring(path.lastIndexOf('/') + 1)).matches();
  }

  /// Files that may be Python, the likeliest first; empty when nothing suggests Python. One more
  /// than [#MOST] stands for all further ones.
  static List<Candidate> of(Snapshot snapshot) {
    Map<String, Candidate> found = new LinkedHashMap<>();
    List<LoadedObject> objects = snapshot.objects();
    addNamed(snapshot, objects, found);
    addUnknownFiles(snapshot, found);
    if (found.values().stream().noneMatch(Candidate::exportsPython)) {
      addEmbedders(snapshot, objects, found);
    }
    if (found.isEmpty()) {
      addStrangers(snapshot, objects, found);
    }
    return found.values().stream()
        .sorted((a, b) -> Boolean.compare(b.isLibrary(), a.isLibrary()))
        .toList();
  }

  private static void addNamed(
      Snapshot snapshot, List<LoadedObject> objects, Map<String, Candidate> found) {
    for (LoadedObject object : objects) {
      if (found.size() <= MOST && isNamedPython(object.path())) {
        found.merge(key(object), of(snapshot, object, true), (first, _) -> first);
      }
    }
  }

  /// Two mappings of one file are two candidates: libffi can map the executable a second time.
  private static String key(LoadedObject object) {
    return object.path() + Addresses.hex(object.start());
  }

  /// A core without its files may list mappings whose ELF headers are not readable.
  private static void addUnknownFiles(Snapshot snapshot, Map<String, Candidate> found) {
    Set<String> known = found.values().stream().map(Candidate::path).collect(Collectors.toSet());
    Map<String, List<Mapping>> unknown = new LinkedHashMap<>();
    for (Mapping mapping : snapshot.mappings()) {
      if (mapping.isFile() && !known.contains(mapping.path()) && isNamedPython(mapping.path())) {
        unknown.computeIfAbsent(mapping.path(), _ -> new ArrayList<>()).add(mapping);
      }
    }
    unknown.forEach((path, own) -> {
      if (found.size() <= MOST) {
        List<Mapping> writable = writable(snapshot, own.getFirst().start(), own.getLast().end());
        found.put(path, new Candidate(path, ObjectSymbols.NONE, writable, true));
      }
    });
  }

  /// Programs that embed Python. An exported symbol or the section is quick to ask for; the tables
  /// of a stripped or huge program are only gone through when something in the process is named
  /// after Python, as its extension modules are.
  private static void addEmbedders(
      Snapshot snapshot, List<LoadedObject> objects, Map<String, Candidate> found) {
    boolean suggested = snapshot.mappings().stream().anyMatch(Candidate::mentionsPython);
    for (LoadedObject object : objects) {
      if (found.size() <= MOST
          && !isNamedPython(object.path())
          && embeds(new Candidate(object.path(), object.symbols(), List.of(), true), suggested)) {
        found.put(key(object), of(snapshot, object, true));
      }
    }
  }

  private static boolean embeds(Candidate candidate, boolean suggested) {
    return candidate.exportsPython()
        || candidate.symbols().section(SECTION).isPresent()
        || (suggested && candidate.symbol("_PyRuntime").isPresent());
  }

  /// Files that are not at hand, whose symbols can not be asked: any of them may be a Python under
  /// another name. The program first.
  private static void addStrangers(
      Snapshot snapshot, List<LoadedObject> objects, Map<String, Candidate> found) {
    boolean suggested = snapshot.mappings().stream().anyMatch(Candidate::mentionsPython);
    objects.stream()
        .filter(Candidate::isNotAtHand)
        .sorted((a, b) -> Boolean.compare(b.isExecutable(), a.isExecutable()))
        .limit(MOST + 1)
        .forEach(object -> found.put(key(object), of(snapshot, object, suggested)));
  }

  private static boolean isNotAtHand(LoadedObject object) {
    return switch (object.file()) {
      case FileMatch.Found _, FileMatch.InMemory _ -> false;
      case FileMatch.Wrong _, FileMatch.Absent _ -> true;
    };
  }

  private static boolean mentionsPython(Mapping mapping) {
    return mapping.isFile() && MENTION.matcher(mapping.path()).find();
  }

  /// Every version exports the function.
  private boolean exportsPython() {
    return symbols.exported(HEAD_FUNCTION).isPresent();
  }

  /// The address of a symbol of Python's interface. A file that exports that interface has it in
  /// its dynamic table or not at all; only of other files all tables are asked.
  OptionalLong symbol(String name) {
    Optional<Symbol> exported = symbols.exported(name);
    if (exported.isPresent()) {
      return OptionalLong.of(exported.get().address());
    }
    return exportsPython() ? OptionalLong.empty() : symbols.find(name);
  }

  private static Candidate of(Snapshot snapshot, LoadedObject object, boolean suggested) {
    List<Mapping> writable = writable(snapshot, object.start(), object.end());
    return new Candidate(object.path(), object.symbols(), writable, suggested);
  }

  /// Writable mappings in the range, and the anonymous one right behind it, which is the end of
  /// bss.
  static List<Mapping> writable(Snapshot snapshot, long start, long end) {
    List<Mapping> found = new ArrayList<>();
    long reach = end;
    for (Mapping mapping : snapshot.mappings()) {
      boolean inside = Addresses.within(mapping.start(), start, reach);
      boolean behind = mapping.start() == reach && !mapping.isFile();
      if (mapping.writable() && mapping.readable() && (inside || behind)) {
        found.add(mapping);
        reach = Addresses.max(reach, mapping.end());
      }
    }
    return found;
  }
}
