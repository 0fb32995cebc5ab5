package io.github.pmdb.core;

import io.github.pmdb.elf.BuildIds;
import io.github.pmdb.elf.DebugFiles;
import io.github.pmdb.elf.ElfImage;
import io.github.pmdb.elf.ProgramHeader;
import io.github.pmdb.elf.SectionHeader;
import io.github.pmdb.memory.Addresses;
import io.github.pmdb.memory.Bytes;
import io.github.pmdb.memory.OverlayMemory;
import io.github.pmdb.snapshot.BuildId;
import io.github.pmdb.snapshot.FileMatch;
import io.github.pmdb.snapshot.FileMatch.Evidence;
import io.github.pmdb.snapshot.Mapping;
import io.github.pmdb.snapshot.TargetPath;
import io.github.pmdb.snapshot.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Decides which file on this machine is the object that a core had mapped. A file is taken when
/// its build-id is the one in the core's memory; where there is none, when the bytes that the core
/// holds of it are the same; never because of its name alone while anything contradicts it.
final class ObjectMatcher {
  private static final String DELETED = " (deleted)";

  /// How much of each read-only mapping is compared when there is no build-id.
  private static final int COMPARED = 1 << 16;

  private final OverlayMemory core;
  private final CoreOptions options;
  private final Path beside;

  /// @param core what the core itself holds
  /// @param file the core, beside which programs are looked for too
  ObjectMatcher(OverlayMemory core, CoreOptions options, Path file) {
    this.core = core;
    this.options = options;
    Path parent = file.toAbsolutePath().getParent();
    this.beside = parent == null ? file.toAbsolutePath() : parent;
  }

  /// @param image the file's structure, when one was found
  record Match(FileMatch file, Optional<BuildId> buildId, Optional<ElfImage> image) {}

  static List<Path> debugDirectories(CoreOptions options) {
    return options.debugDirectories().isEmpty() ? DebugFiles.STANDARD : options.debugDirectories();
  }

  Match match(MappedObject object, boolean executable) {
    Optional<BuildId> id = buildId(object);
    List<Path> tried = new ArrayList<>();
    Optional<FileMatch.Wrong> wrong = Optional.empty();
    for (Path path : candidates(object, executable, id)) {
      tried.add(path);
      if (!Files.isRegularFile(path)) {
        continue;
      }
      Verdict verdict = judge(path, object, id);
      if (verdict.evidence.isPresent()) {
        Evidence evidence = verdict.evidence.get();
        return new Match(new FileMatch.Found(path, evidence), id, verdict.image);
      }
      wrong = wrong.or(() -> Optional.of(new FileMatch.Wrong(path, verdict.why)));
    }
    FileMatch none = wrong.isPresent() ? wrong.get() : new FileMatch.Absent(List.copyOf(tried));
    return new Match(none, id, Optional.empty());
  }

  /// Judges one file the user named.
  Optional<String> refusal(Path path, MappedObject object) {
    Verdict verdict = judge(path, object, buildId(object));
    return verdict.evidence.isPresent() ? Optional.empty() : Optional.of(verdict.why);
  }

  boolean isBuild(BuildId id, MappedObject object) {
    return buildId(object).filter(id::equals).isPresent();
  }

  private Optional<BuildId> buildId(MappedObject object) {
    return object.headers().flatMap(headers -> BuildIds.inMemory(core, object.start(), headers));
  }

  private Set<Path> candidates(MappedObject object, boolean executable, Optional<BuildId> id) {
    Set<Path> paths = new LinkedHashSet<>();
    if (executable) {
      options.executable().ifPresent(paths::add);
    }
    String seen = object.path();
    String path =
        seen.endsWith(DELETED) ? seen.substring(0, seen.length() - DELETED.length()) : seen;
    if (path.startsWith("/")) {
      options.roots().forEach(root -> TargetPath.below(root, path).ifPresent(paths::add));
      TargetPath.of(path).ifPresent(paths::add);
      String name = path.substring(path.lastIndexOf('/') + 1);
      TargetPath.below(beside, name).ifPresent(paths::add);
    }
    id.ifPresent(known ->
        debugDirectories(options).forEach(dir -> paths.add(DebugFiles.byBuildId(dir, known, ""))));
    return paths;
  }

  private record Verdict(Optional<Evidence> evidence, String why, Optional<ElfImage> image) {
    static Verdict wrong(String why) {
      return new Verdict(Optional.empty(), why, Optional.empty());
    }

    static Verdict right(Evidence evidence, ElfImage image) {
      return new Verdict(Optional.of(evidence), "", Optional.of(image));
    }
  }

  private Verdict judge(Path path, MappedObject object, Optional<BuildId> id) {
    ElfImage image;
    try {
      image = ElfImage.read(Bytes.map(path), path.toString());
    } catch (UserError e) {
      return Verdict.wrong(String.valueOf(e.getMessage()));
    }
    if (id.isPresent()) {
      return judgeByBuildId(image, id.get(), path.toString().equals(object.path()));
    }
    Optional<String> machine =
        object
            .headers()
            .filter(h -> h.header().machine() != image.header().machine())
            .map(_ -> "it is for another machine: " + image.header().architecture());
    return machine.map(Verdict::wrong).orElseGet(() -> judgeByBytes(image, object));
  }

  /// @param ran whether it is the very path that was mapped, where no file of debug information
  ///   lies
  private static Verdict judgeByBuildId(ElfImage image, BuildId wanted, boolean ran) {
    Optional<BuildId> own = BuildIds.of(image);
    if (own.isEmpty()) {
      return Verdict.wrong("it has no build-id, the core was made with " + wanted);
    }
    if (!own.get().equals(wanted)) {
      return Verdict.wrong("its build-id is " + own.get() + ", the core was made with " + wanted);
    }
    return !ran && image.section(".text").filter(s -> s.type() == SectionHeader.NOBITS).isPresent()
        ? Verdict.wrong("it holds debug information only, not the program")
        : Verdict.right(Evidence.BUILD_ID, image);
  }

  private Verdict judgeByBytes(ElfImage image, MappedObject object) {
    boolean compared = false;
    for (Mapping part : object.parts()) {
      boolean offsetUnknown = part.path().isEmpty() && part.start() != object.start();
      if (offsetUnknown || part.writable() || writableInFile(image, object, part.start())) {
        continue;
      }
      if (!image.bytes().holds(part.fileOffset(), 1)) {
        return Verdict.wrong(
            "it has %d bytes, byte %d was mapped"
                .formatted(image.bytes().size(), part.fileOffset()));
      }
      int count = comparable(image, part);
      byte[] held = core.bytes(part.start(), count);
      int difference = Arrays.mismatch(held, image.bytes().copy(part.fileOffset(), count));
      if (difference >= 0) {
        return Verdict.wrong(
            "its bytes differ from those in the core at "
                + Addresses.hex(part.start() + difference));
      }
      compared |= count > 0;
    }
    return Verdict.right(compared ? Evidence.BYTES : Evidence.NAME_ONLY, image);
  }

  private int comparable(ElfImage image, Mapping part) {
    long most = Math.min(COMPARED, Addresses.min(part.size(), COMPARED));
    long inFile = image.bytes().size() - part.fileOffset();
    return (int) core.readable(part.start(), Math.min(most, inFile));
  }

  /// Whether the file's own headers say that what is mapped at `start` is written to (relocated)
  /// when the file is loaded. Neighbouring segments may share a page of the file, never of memory.
  static boolean writableInFile(ElfImage image, MappedObject object, long start) {
    long address = start - image.loadBias(object.start());
    return image.segments(ProgramHeader.LOAD).stream()
        .filter(ProgramHeader::writable)
        .anyMatch(
            s -> Addresses.within(address, s.address() & -4096L, s.address() + s.memorySize()));
  }
}
