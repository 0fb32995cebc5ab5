package io.github.pmdb.node.build;

import io.github.pmdb.memory.Memory;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.snapshot.LoadedObject;
import io.github.pmdb.snapshot.Snapshot;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;

/// The ELF object that holds V8: the program `node`, or a library that was linked into another.
///
/// @param node version of Node.js (`20.20.2`), empty where it is another program with V8 in it or
///   the memory that holds it can not be read
public record NodeBinary(
    LoadedObject object, Metadata metadata, Optional<V8Version> v8, String node) {
  /// Every build with metadata has it.
  private static final String MARK = Metadata.PREFIX + "HeapObjectTag";

  /// `v8::V8::GetVersion()`, which every V8 has that a program can use.
  private static final String ENGINE = "_ZN2v82V810GetVersionEv";

  private static final int LONGEST_VERSION = 64;

  /// Looks for it among the loaded objects, cheaply: by one exported symbol.
  public static Optional<NodeBinary> in(Snapshot snapshot) {
    return snapshot.objects().stream()
        .filter(object -> object.symbols().exported(MARK).isPresent())
        .findFirst()
        .map(object -> of(object, snapshot.memory()));
  }

  /// An object with a V8 that does not tell how its heap is laid out.
  public static Optional<NodeBinary> silent(Snapshot snapshot) {
    return snapshot.objects().stream()
        .filter(object -> object.symbols().exported(ENGINE).isPresent())
        .findFirst()
        .map(object -> of(object, snapshot.memory()));
  }

  private static NodeBinary of(LoadedObject object, Memory memory) {
    return new NodeBinary(
        object,
        Metadata.read(object.symbols(), memory),
        version(object, memory),
        nodeVersion(object, memory));
  }

  /// `v8::internal::Version::major_` and so on.
  private static Optional<V8Version> version(LoadedObject object, Memory memory) {
    String[] names = {"6major_E", "6minor_E", "6build_E", "6patch_E"};
    CompiledIn compiled = new CompiledIn(object.symbols(), memory);
    int[] numbers = new int[names.length];
    for (int i = 0; i < names.length; i++) {
      OptionalLong at = object.symbols().find("_ZN2v88internal7Version" + names[i]);
      if (at.isEmpty()) {
        return Optional.empty();
      }
      try {
        numbers[i] = compiled.i32(at.getAsLong());
      } catch (MemoryFault _) {
        // The layout is then chosen by what can be discovered.
        return Optional.empty();
      }
    }
    return Optional.of(new V8Version(numbers[0], numbers[1], numbers[2], numbers[3]));
  }

  /// `node::per_process::metadata` begins with `versions.node`, a `std::string` of libstdc++.
  private static String nodeVersion(LoadedObject object, Memory memory) {
    OptionalLong at = object.symbols().find("_ZN4node11per_process8metadataE");
    if (at.isEmpty()) {
      return "";
    }
    try {
      long text = memory.pointer(at.getAsLong());
      long length = memory.i64(at.getAsLong() + 8);
      return length > 0 && length < LONGEST_VERSION
          ? new String(memory.bytes(text, (int) length), StandardCharsets.ISO_8859_1)
          : "";
    } catch (MemoryFault _) {
      // The version is for people only.
      return "";
    }
  }

  /// `Node.js 20.20.2 (V8 11.3.244.8)`.
  public String title() {
    String engine = "V8 " + v8.map(V8Version::toString).orElse("of an unknown version");
    return node.isEmpty() ? engine : "Node.js %s (%s)".formatted(node, engine);
  }
}
