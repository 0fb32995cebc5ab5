/// What compilers say about finding the caller of an instruction on x86-64.
///
/// They describe for each instruction how the caller's registers are recovered: `.eh_frame`, found
/// through `.eh_frame_hdr` ([EhFrame]). A function's entry there ([Fde], with what many share in a
/// [Cie]) is a little program; [CfaProgram] runs it up to the program counter and leaves a [Row]:
/// one rule per register.
///
/// Sources: DWARF 5, section 6.4 (call frame information) and 2.5 (expressions); Linux Standard
/// Base Core 5.0, chapter 10 (`.eh_frame`, `.eh_frame_hdr`, pointer encodings); System V ABI AMD64,
/// figure 3.36 (register numbers).
@NullMarked
package io.github.pmdb.frame.dwarf;

import org.jspecify.annotations.NullMarked;
