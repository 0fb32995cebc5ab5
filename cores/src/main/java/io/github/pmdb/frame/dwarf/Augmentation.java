package io.github.pmdb.frame.dwarf;

import io.github.pmdb.memory.MemoryFault;

/// What the augmentation string of a CIE adds to it (`zPLRSB`).
///
/// @param sized whether entries have augmentation data with a length (`z`)
/// @param pointerEncoding of the functions' addresses (`R`)
/// @param signalFrame whether functions are trampolines of signal handlers (`S`)
record Augmentation(boolean sized, int pointerEncoding, boolean signalFrame) {
  static Augmentation parse(String letters, DwarfBytes in, long address) {
    if (letters.isEmpty() || letters.equals("eh")) {
      return new Augmentation(false, 0, false);
    }
    if (letters.charAt(0) != 'z') {
      throw new MemoryFault(address, 1, "unwind augmentation \"" + letters + "\" is not known");
    }
    long length = in.uleb();
    long end = in.address() + length;
    int encoding = 0;
    boolean signalFrame = false;
    for (int i = 1; i < letters.length() && isKnown(letters.charAt(i)); i++) {
      switch (letters.charAt(i)) {
        case 'R' -> encoding = in.u8();
        case 'P' -> skipPersonality(in);
        case 'L' -> in.u8();
        default -> signalFrame |= letters.charAt(i) == 'S';
      }
    }
    in.seek(end); // also past the data of letters that are not known
    return new Augmentation(true, encoding, signalFrame);
  }

  private static boolean isKnown(char letter) {
    return "RPLSBG".indexOf(letter) >= 0;
  }

  private static void skipPersonality(DwarfBytes in) {
    int encoding = in.u8();
    PointerEncoding.value(in, encoding);
  }
}
