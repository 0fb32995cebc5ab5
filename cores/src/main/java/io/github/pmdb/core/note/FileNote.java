package io.github.pmdb.core.note;

/// An entry of `NT_FILE`: `[start, end)` was mapped from `path` at byte `fileOffset`.
public record FileNote(long start, long end, long fileOffset, String path) {}
