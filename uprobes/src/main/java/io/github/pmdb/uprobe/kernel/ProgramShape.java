package io.github.pmdb.uprobe.kernel;

import io.github.pmdb.uprobe.agent.Dialect;
import io.github.pmdb.uprobe.bpf.Code;

/// A program and how it is to be loaded.
///
/// @param name at most 15 letters, digits, `_` and `.`; lists of the machine's programs show it
/// @param sleepable it may wait for pages that are not in memory, and calls
///   [io.github.pmdb.uprobe.bpf.KernelFunction#COPY_FROM_USER]
public record ProgramShape(String name, Code code, LinkKind link, boolean sleepable) {
  private static final int LONGEST_NAME = 15;

  public ProgramShape {
    if (!name.matches("[A-Za-z0-9_.]{1," + LONGEST_NAME + "}")) {
      throw new IllegalArgumentException("no name of a program: " + name);
    }
  }

  /// The same, but it may sleep, where the kernel lets programs at probes.
  public ProgramShape sleeping() {
    return new ProgramShape(name, code, link, Dialect.running().sleeping());
  }
}
