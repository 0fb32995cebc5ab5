package io.github.pmdb.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Which memory goes into a core: the coredump_filter of the process that started us. Our own says
/// nothing, since a JVM changes its own.
final class FilterCheck {
  private static final String NAME = "coredump_filter";
  private static final int ANONYMOUS_PRIVATE = 0;
  private static final int ANONYMOUS_SHARED = 1;
  private static final int ELF_HEADERS = 4;

  /// The bits in order, from core(5).
  private static final List<String> BITS =
      List.of(
          "private anonymous memory",
          "shared anonymous memory",
          "private file mappings",
          "shared file mappings",
          "ELF headers",
          "private huge pages",
          "shared huge pages",
          "private DAX pages",
          "shared DAX pages");

  /// The kernel's default, and what every process started from the shell inherits.
  private static final String MEND = "echo 0x33 > /proc/self/coredump_filter   # in the shell";

  private FilterCheck() {}

  static List<Finding> check(Machine machine) {
    Optional<Long> filter =
        machine
            .status("PPid")
            .filter(parent -> parent.matches("[1-9][0-9]{0,9}"))
            .flatMap(parent -> machine.text("proc/" + parent + "/coredump_filter"))
            .filter(text -> text.matches("[0-9a-fA-F]{1,16}"))
            .map(text -> Long.parseUnsignedLong(text, 16));
    return filter
        .map(FilterCheck::judge)
        .map(List::of)
        .orElseGet(() ->
            List.of(
                Finding.warning(
                    NAME, "that of the parent process can not be read", "cat /proc/$$/" + NAME)));
  }

  private static Finding judge(long filter) {
    String what = "0x%x: %s".formatted(filter, kept(filter));
    if (!has(filter, ANONYMOUS_PRIVATE)) {
      return Finding.bad(NAME, what + "; cores hold neither stacks nor heap", MEND);
    }
    if (!has(filter, ELF_HEADERS)) {
      return Finding.warning(
          NAME, what + "; without ELF headers cores do not tell the build-ids of modules", MEND);
    }
    return has(filter, ANONYMOUS_SHARED)
        ? Finding.good(NAME, what)
        : Finding.warning(NAME, what + "; memory shared between processes is left out", MEND);
  }

  private static String kept(long filter) {
    List<String> kept = new ArrayList<>();
    for (int bit = 0; bit < BITS.size(); bit++) {
      if (has(filter, bit)) {
        kept.add(BITS.get(bit));
      }
    }
    return kept.isEmpty() ? "nothing" : String.join(", ", kept);
  }

  private static boolean has(long filter, int bit) {
    return (filter >>> bit & 1) == 1;
  }
}
