package io.github.pmdb.core.note;

/// `NT_PRPSINFO`.
///
/// @param state the kernel's letter
/// @param name `comm` of the process
/// @param arguments the first 80 bytes of the command line, blanks between the arguments
public record ProcessNote(
    char state, int uid, long pid, long parentPid, String name, String arguments) {}
