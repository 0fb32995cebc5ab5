package io.github.pmdb.node.code;

import io.github.pmdb.memory.Addresses;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.node.heap.V8Map;
import io.github.pmdb.node.layout.Layout;
import io.github.pmdb.node.object.HeapReader;
import io.github.pmdb.node.page.Chunk;
import io.github.pmdb.node.word.Tagged;
import io.github.pmdb.snapshot.LoadedObject;
import io.github.pmdb.snapshot.Mapping;
import io.github.pmdb.snapshot.ObjectSymbols.Symbol;
import io.github.pmdb.snapshot.Snapshot;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/// Tells what machine code an address lies in: a function that was compiled into the binary, or
/// code that was made at run time.
public final class CodeMap {
  private static final String BUILTINS = "Builtins_";
  private static final long PAGE = 256 << 10;

  /// From the beginning of code to the reference to its description, in words.
  private static final int HEADER_WORDS = 8;

  private final Snapshot snapshot;
  private final LoadedObject object;
  private final HeapReader reader;
  private final Layout layout;

  private final NavigableMap<Long, Chunk> pages = new TreeMap<>();

  /// The word that all code in memory begins with, 0 until the first was met.
  private long header;

  public CodeMap(Snapshot snapshot, LoadedObject object, HeapReader reader) {
    this.snapshot = snapshot;
    this.object = object;
    this.reader = reader;
    this.layout = reader.layout();
    reader.heap().chunks().stream()
        .filter(c -> c.space().isCode())
        .forEach(c -> pages.put(c.address(), c));
  }

  /// The name of the builtin that an address lies in, without the common beginning.
  public Optional<String> builtin(long pc) {
    return object
        .symbols()
        .at(inBinary(pc))
        .map(Symbol::name)
        .filter(name -> name.startsWith(BUILTINS))
        .map(name -> name.substring(BUILTINS.length()));
  }

  /// V8 maps the builtins of the binary once more, near the code that it makes: the same place of
  /// the file, in the mappings that the program was loaded with.
  private long inBinary(long pc) {
    Optional<Mapping> mapping = snapshot.mappingAt(pc).filter(m -> m.path().equals(object.path()));
    if (mapping.isEmpty()) {
      return pc;
    }
    long offset = pc - mapping.get().start() + mapping.get().fileOffset();
    return snapshot.mappings().stream()
        .filter(m -> m.executable() && m.path().equals(object.path()))
        .filter(m -> Addresses.within(offset, m.fileOffset(), m.fileOffset() + m.size()))
        .findFirst()
        .map(m -> m.start() + offset - m.fileOffset())
        .orElse(pc);
  }

  /// Whether JavaScript may run there: in a builtin or in code made at run time.
  public boolean isScript(long pc) {
    return builtin(pc).isPresent() || compiled(pc).isPresent();
  }

  /// The code made at run time that an address lies in: in a page of the heap, or, since not all
  /// versions have the usual headers in pages of code, in executable memory of no file.
  public Optional<CodeObject> compiled(long pc) {
    Map.Entry<Long, Chunk> page = pages.floorEntry(pc);
    Optional<Long> start =
        page != null && pc - page.getKey() < page.getValue().size()
            ? Optional.of(page.getValue().start())
            : pageOf(pc);
    return start.flatMap(s -> search(s, pc));
  }

  private Optional<Long> pageOf(long pc) {
    return snapshot
        .mappingAt(pc)
        .filter(m -> m.executable() && !m.isFile())
        .map(m -> Math.max(m.start(), pc & -PAGE));
  }

  /// Looks back for where the code begins.
  private Optional<CodeObject> search(long start, long pc) {
    for (long at = pc & -8L; at >= start; at -= 8) {
      try {
        Optional<CodeObject> code = isHeader(reader.memory().word(at)) ? at(at) : Optional.empty();
        if (code.filter(c -> c.contains(pc)).isPresent()) {
          return code;
        }
      } catch (MemoryFault _) {
        // The page is not whole: what begins before the hole can not be told from what is in it.
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  private boolean isHeader(long word) {
    if (header != 0) {
      return word == header;
    }
    if (!Tagged.isStrong(word)) {
      return false;
    }
    V8Map map = reader.heap().maps().find(word);
    boolean found = map != null && map.type() == headerType();
    header = found ? word : 0;
    return found;
  }

  private int headerType() {
    return layout.type(isInline() ? "Code" : "InstructionStream");
  }

  /// Whether instructions follow the description itself.
  private boolean isInline() {
    return layout.has("Code.instruction_start_inline");
  }

  private Optional<CodeObject> at(long address) {
    if (isInline()) {
      return Optional.of(code(Tagged.reference(address)));
    }
    for (int i = 1; i <= HEADER_WORDS; i++) {
      long word = reader.memory().word(address + 8L * i);
      if (reader.is(word, "Code")) {
        return Optional.of(code(word));
      }
    }
    return Optional.empty();
  }

  private CodeObject code(long reference) {
    long start =
        isInline()
            ? Tagged.address(reference) + layout.get("Code.instruction_start_inline")
            : reader.field(reference, "Code.instruction_start");
    long size = reader.i32(reference, layout.get("Code.instruction_size")) & 0xffff_ffffL;
    Tier tier = Tier.of(reader.i32(reference, layout.get("Code.flags")), layout);
    return new CodeObject(reference, start, size, tier);
  }
}
