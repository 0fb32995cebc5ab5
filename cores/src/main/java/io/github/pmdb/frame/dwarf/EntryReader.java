package io.github.pmdb.frame.dwarf;

import io.github.pmdb.memory.Memory;
import io.github.pmdb.memory.MemoryFault;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Reads the entries of one `.eh_frame` (Linux Standard Base Core 5.0, section 10.6.1).
///
/// @param dataBase what data-relative pointers start from
record EntryReader(Memory memory, long dataBase, Map<Long, Cie> known) {
  /// The largest entries of real programs have some ten thousand bytes.
  private static final long MAX_ENTRY = 1 << 20;

  private static final long LONG_FORM = 0xffff_ffffL;

  EntryReader(Memory memory, long dataBase) {
    this(memory, dataBase, new HashMap<>());
  }

  /// The frame of an entry.
  ///
  /// @param start address of its length field
  /// @param idAddress address of the field that tells a CIE (0) from an FDE
  /// @param length of what follows the length field; 0 ends the section
  record Head(long start, long idAddress, long length, int idSize) {
    long end() {
      return idAddress + length;
    }
  }

  Head head(long address) {
    long length = memory.u32(address);
    boolean isLong = length == LONG_FORM;
    Head head =
        isLong
            ? new Head(address, address + 12, memory.i64(address + 4), 8)
            : new Head(address, address + 4, length, 4);
    if (head.length() < 0 || head.length() > MAX_ENTRY) {
      throw new MemoryFault(address, 4, "an unwind entry of " + head.length() + " bytes");
    }
    return head;
  }

  private DwarfBytes body(Head head) {
    return new DwarfBytes(memory.bytes(head.idAddress(), (int) head.length()), head.idAddress());
  }

  /// The FDE at `address`; empty when a CIE or the end is there.
  Optional<Fde> fde(long address) {
    Head head = head(address);
    if (head.length() == 0) {
      return Optional.empty();
    }
    DwarfBytes in = body(head);
    long id = in.unsigned(head.idSize());
    if (id == 0) {
      return Optional.empty();
    }
    Cie cie = cie(head.idAddress() - id);
    long start = PointerEncoding.pointer(in, cie.pointerEncoding(), dataBase, memory);
    long length = PointerEncoding.value(in, cie.pointerEncoding());
    if (cie.augmented()) {
      in.skip(in.uleb());
    }
    return Optional.of(new Fde(start, start + length, cie, in.rest()));
  }

  private Cie cie(long address) {
    Cie cached = known.get(address);
    if (cached != null) {
      return cached;
    }
    Head head = head(address);
    DwarfBytes in = body(head);
    if (head.length() == 0 || in.unsigned(head.idSize()) != 0) {
      throw new MemoryFault(address, 4, "no common unwind entry is there");
    }
    Cie cie = parseCie(in, address);
    known.put(address, cie);
    return cie;
  }

  private Cie parseCie(DwarfBytes in, long address) {
    int version = in.u8();
    if (version != 1 && version != 3 && version != 4) {
      throw new MemoryFault(address, 1, "a common unwind entry of version " + version);
    }
    String augmentation = in.string();
    if (version == 4) {
      in.skip(2); // sizes of an address and of a segment selector
    }
    if (augmentation.startsWith("eh")) {
      in.skip(8); // a pointer of GCC 2
    }
    long codeAlignment = in.uleb();
    long dataAlignment = in.sleb();
    int returnAddress = version == 1 ? in.u8() : in.register();
    if (returnAddress < 0 || returnAddress >= CpuState.COUNT) {
      throw new MemoryFault(address, 1, "the return address is not in a general register");
    }
    Augmentation extra = Augmentation.parse(augmentation, in, address);
    return new Cie(
        codeAlignment,
        dataAlignment,
        returnAddress,
        extra.pointerEncoding(),
        extra.sized(),
        extra.signalFrame(),
        in.rest());
  }
}
