package io.github.pmdb.doctor;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/// Checks what debugging needs of a machine. Nothing is changed.
///
/// @param machine the one to look at
public record Doctor(Machine machine) {
  private static final List<Function<Machine, List<Finding>>> CHECKS =
      List.of(
          GdbCheck::check,
          RightsCheck::check,
          CoreCheck::check,
          LimitCheck::check,
          FilterCheck::check,
          BpfCheck::check,
          HomeCheck::check);

  /// Every finding, those without fault too, in a fixed order.
  public List<Finding> check() {
    return Stream.of(CHECKS).flatMap(List::stream).flatMap(c -> c.apply(machine).stream()).toList();
  }
}
