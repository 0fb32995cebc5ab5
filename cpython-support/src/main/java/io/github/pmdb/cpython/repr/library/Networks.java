package io.github.pmdb.cpython.repr.library;

import io.github.pmdb.cpython.object.Attributes;
import io.github.pmdb.cpython.object.Classes;
import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.cpython.object.Ints;
import io.github.pmdb.cpython.object.PyType;
import io.github.pmdb.cpython.object.Strings;
import io.github.pmdb.cpython.repr.Describer;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/// Addresses, interfaces and networks of `Lib/ipaddress.py`.
final class Networks {
  private static final int HEXTETS = 8;

  private Networks() {}

  /// An interface is an address with the length of its prefix.
  static void address(Describer to, long address, PyType type) {
    Heap heap = to.heap();
    boolean bounded =
        Classes.lineage(heap, type).stream().anyMatch(t -> t.shortName().endsWith("Interface"));
    String text = text(heap, address) + (bounded ? prefix(heap, address) : "");
    to.text(type.shortName() + "('" + text + "')");
  }

  static void network(Describer to, long address, PyType type) {
    Heap heap = to.heap();
    long first = LibraryClasses.attribute(heap, address, "network_address");
    to.text(type.shortName() + "('" + text(heap, first) + prefix(heap, address) + "')");
  }

  private static String prefix(Heap heap, long address) {
    return "/" + number(heap, address, "_prefixlen");
  }

  private static BigInteger number(Heap heap, long address, String name) {
    return Ints.read(heap, LibraryClasses.attribute(heap, address, name))
        .filter(value -> value.signum() >= 0 && value.bitLength() <= 128)
        .orElseThrow(() -> Heap.malformed(address, "no address has that number"));
  }

  private static String text(Heap heap, long address) {
    BigInteger number = number(heap, address, "_ip");
    boolean six =
        Classes.lineage(heap, heap.typeOf(address)).stream()
            .anyMatch(type -> type.shortName().equals("_BaseV6"));
    if (!six) {
      return dotted(number.longValue());
    }
    Optional<String> scope =
        Attributes.find(heap, address, "_scope_id").flatMap(id -> Strings.text(heap, id));
    boolean mapped =
        heap.layout().version().atLeast(3, 13)
            && number.shiftRight(32).equals(BigInteger.valueOf(0xffff));
    String text = mapped ? "::ffff:" + dotted(number.longValue()) : compressed(number);
    return text + scope.map(id -> "%" + id).orElse("");
  }

  private static String dotted(long number) {
    return "%d.%d.%d.%d"
        .formatted(number >>> 24 & 255, number >>> 16 & 255, number >>> 8 & 255, number & 255);
  }

  /// The first of the longest runs of zeros, of two at least, is left out.
  private static String compressed(BigInteger number) {
    List<String> parts = new ArrayList<>();
    for (int i = HEXTETS - 1; i >= 0; i--) {
      parts.add(Integer.toHexString(number.shiftRight(16 * i).intValue() & 0xffff));
    }
    for (int length = HEXTETS; length > 1; length--) {
      int start = Collections.indexOfSubList(parts, Collections.nCopies(length, "0"));
      if (start >= 0) {
        return String.join(":", parts.subList(0, start))
            + "::"
            + String.join(":", parts.subList(start + length, HEXTETS));
      }
    }
    return String.join(":", parts);
  }
}
