package io.github.pmdb.core.note;

import io.github.pmdb.snapshot.Registers;
import java.util.Optional;

/// `NT_PRSTATUS` of one thread.
///
/// @param signal `pr_cursig`
/// @param registers decoded for x86-64 only
public record ThreadNote(long tid, long parentPid, int signal, Optional<Registers> registers) {}
