package io.github.pmdb.frame.dwarf;

/// What several functions share (common information entry).
///
/// @param codeAlignment factor of advances
/// @param dataAlignment factor of offsets, usually -8
/// @param returnAddress DWARF number of the return address column
/// @param pointerEncoding of the functions' addresses
/// @param augmented whether each function's entry has augmentation data to skip
/// @param signalFrame whether a caller was interrupted rather than called
record Cie(
    long codeAlignment,
    long dataAlignment,
    int returnAddress,
    int pointerEncoding,
    boolean augmented,
    boolean signalFrame,
    Code program) {}
