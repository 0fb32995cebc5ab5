package io.github.pmdb.uprobe.attach;

import io.github.pmdb.uprobe.syscall.Errno;

/// A function that was asked for and gets no probe.
///
/// @param why a clause: "it …"
public record Passed(String name, String why) {
  /// What the kernel alone found fault with.
  public static Passed byKernel(Place place, int error) {
    return new Passed(place.name(), "the kernel takes no probe there (" + Errno.text(error) + ")");
  }
}
