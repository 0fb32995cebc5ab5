package io.github.pmdb.gdb;

import io.github.pmdb.mi.MiBreakpoint;
import io.github.pmdb.mi.MiCommand;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Where gdb may have put breakpoint instructions: those of the user and gdb's own.
final class BreakpointAddresses {
  /// gdb's own breakpoints have negative numbers and are in no MI answer. They matter: one is in
  /// the dynamic linker, and a process left with it dies at its next dlopen.
  private static final Pattern INTERNAL = Pattern.compile("^-\\d.*?\\b0x([0-9a-f]{1,16})\\b");

  private BreakpointAddresses() {}

  static List<Long> read(GdbDialog dialog) {
    List<Long> found = new ArrayList<>();
    dialog
        .tryAsk(MiCommand.of("-break-list"), GdbDialog.QUICK)
        .ifPresent(list -> MiBreakpoint.in(list.results()).forEach(b -> add(b, found)));
    dialog
        .tryAsk(MiCommand.console("maint info breakpoints"), GdbDialog.QUICK)
        .ifPresent(list -> list.console().lines().forEach(line -> internal(line, found)));
    return found.stream().distinct().toList();
  }

  private static void add(MiBreakpoint breakpoint, List<Long> found) {
    Stream.concat(
            Stream.of(breakpoint.address()),
            breakpoint.locations().stream().map(MiBreakpoint.Location::address))
        .forEach(address -> address.ifPresent(found::add));
  }

  private static void internal(String line, List<Long> found) {
    var address = INTERNAL.matcher(line);
    if (address.find()) {
      found.add(Long.parseUnsignedLong(address.group(1), 16));
    }
  }
}
