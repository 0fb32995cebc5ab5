package io.github.pmdb.uprobe.attach;

import io.github.pmdb.frame.Demangler;
import io.github.pmdb.uprobe.kernel.ProbePoint;
import io.github.pmdb.uprobe.kernel.ProbeSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;

/// The code of a file, by the addresses that a debugger tells of it.
///
/// @param bias how much further they are than the file says
public record Instructions(ProbeTarget file, long bias) {
  /// A probe at an instruction that is known to begin at an address.
  ///
  /// @param cookie what the program learns of where it runs
  /// @param semaphore offset in the file of a counter that the kernel raises meanwhile, 0 for none
  /// @throws io.github.pmdb.snapshot.UserError when it can not be probed
  public ProbeSet instruction(long address, long cookie, long semaphore) {
    ProbeSet plain = file.instruction(address - bias, cookie);
    List<ProbePoint> points =
        plain.points().stream()
            .map(point -> new ProbePoint(point.offset(), point.cookie(), semaphore))
            .toList();
    return new ProbeSet(plain.file(), points, plain.pid(), plain.atReturn());
  }

  /// Where a probe means the same as at an instruction, and costs least.
  ///
  /// @param reads the registers that are asked for, in gdb's counting
  public long cheapest(long address, Set<Integer> reads) {
    return file.cheapest(address - bias, reads) + bias;
  }

  /// Probes at the returns of the function that begins at an address.
  public ProbeSet returns(long address, long cookie) {
    return file.returns(address - bias, cookie);
  }

  /// The function that has an address in its middle.
  public Optional<String> around(long address) {
    return file.around(address - bias);
  }

  /// Why nobody would see the function at an address return.
  public Optional<String> objectionToReturn(long address) {
    return file.objectionToReturn(address - bias);
  }

  /// Whether calls of the function at an address may end so that nobody sees them return.
  public boolean mayLeaveUnseen(long address) {
    return file.mayLeaveUnseen(address - bias);
  }

  /// Where the function begins that an address lies in; the address itself where none is known.
  public long entry(long address) {
    return file.file().symbolAt(address - bias).map(it -> it.address() + bias).orElse(address);
  }

  /// An address that is written as a number, where no symbol tells what is there.
  ///
  /// @throws UserError when it is not known that an instruction begins there: a probe inside of one
  ///   would destroy it
  public OptionalLong unnamed(String location) {
    OptionalLong address = Location.address(location);
    if (address.isEmpty() || file.file().hasSymbolAt(address.getAsLong() - bias)) {
      return OptionalLong.empty();
    }
    file.requireInstruction(address.getAsLong() - bias);
    return address;
  }

  /// All names of the function that begins at an address.
  public List<String> names(long address) {
    return file.file().names(address - bias);
  }

  /// A name of the function at an address. One with underscores in front is the library's own where
  /// the same code has another.
  ///
  /// @param location by which it was found, which may name it otherwise
  /// @param known the one that debug information has, which may be of what is inlined there; empty
  ///   without
  public String name(long address, String location, String known) {
    Optional<Pattern> pattern = Location.enclosed(location);
    if (pattern.isPresent() && !known.isEmpty() && !known.startsWith("_")) {
      return known;
    }
    List<String> names = names(entry(address));
    Optional<String> asked =
        names.stream()
            .filter(
                name -> pattern.map(it -> it.matcher(name).matches()).orElse(name.equals(location)))
            .min(ProbeTarget.BEST_KNOWN);
    if (asked.isPresent()) {
      return Demangler.demangle(asked.get());
    }
    return known.isEmpty() || (known.startsWith("_") && names.contains(known))
        ? names.stream().min(ProbeTarget.BEST_KNOWN).map(Demangler::demangle).orElse(known)
        : known;
  }

  /// The name of the symbol that covers an address, as its language spells it; empty without one.
  public String name(long address) {
    return file.file()
        .symbolAt(address - bias)
        .map(symbol -> Demangler.demangle(symbol.name()))
        .orElse("");
  }
}
