/// The notes of a core file: threads, who the process was, its signal, auxiliary vector and mapped
/// files. Layouts are those of Linux' `struct elf_prstatus`, `elf_prpsinfo` and `siginfo_t`
/// (`include/linux/elfcore.h`, `include/uapi/asm-generic/siginfo.h`), which are the same on all
/// machines but for the size of a word and the byte order.
@NullMarked
package io.github.pmdb.core.note;

import org.jspecify.annotations.NullMarked;
