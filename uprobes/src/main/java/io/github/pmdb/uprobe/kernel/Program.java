package io.github.pmdb.uprobe.kernel;

import io.github.pmdb.uprobe.syscall.Descriptor;

/// A program in the kernel. It lives as long as a link uses it or this is open.
public final class Program implements AutoCloseable {
  private final ProgramShape shape;
  private final Descriptor descriptor;

  Program(ProgramShape shape, Descriptor descriptor) {
    this.shape = shape;
    this.descriptor = descriptor;
  }

  public ProgramShape shape() {
    return shape;
  }

  int descriptor() {
    return descriptor.number();
  }

  @Override
  public void close() {
    descriptor.close();
  }
}
