package io.github.pmdb.frame.dwarf;

import java.util.List;

/// How the caller of one instruction is found.
///
/// @param rules by DWARF register number, [CpuState#COUNT] of them
/// @param returnAddress number of the column that holds the return address
/// @param signalFrame whether the caller was interrupted rather than called
public record Row(CfaRule cfa, List<RegisterRule> rules, int returnAddress, boolean signalFrame) {}
