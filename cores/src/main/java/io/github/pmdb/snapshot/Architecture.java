package io.github.pmdb.snapshot;

/// The machine a target runs on, by ELF's `e_machine`. Registers, frames and interpreters are read
/// for [#X86_64]; of the others identity, threads and signal are told.
public enum Architecture {
  X86_64("x86-64"),
  AARCH64("AArch64"),
  I386("i386"),
  ARM("ARM"),
  PPC64("PowerPC64"),
  S390X("s390x"),
  RISCV64("RISC-V 64"),
  OTHER("unknown machine");

  private final String text;

  Architecture(String text) {
    this.text = text;
  }

  @Override
  public String toString() {
    return text;
  }
}
