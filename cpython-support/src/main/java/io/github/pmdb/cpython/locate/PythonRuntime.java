package io.github.pmdb.cpython.locate;

import io.github.pmdb.cpython.layout.Layout;
import java.util.List;
import java.util.OptionalLong;

/// A CPython that was found.
///
/// @param file path of the mapped file it lives in
/// @param runtime address of `_PyRuntime`; absent before 3.7 and when only an interpreter was found
/// @param headSlot address of the word that points at the newest interpreter, when known
/// @param interpreter address of an interpreter (`PyInterpreterState`), the newest when `headSlot`
///   is known
/// @param layout of the release that the target says it is
/// @param globals what is known of the file's own variables
/// @param evidence a sentence for each step
public record PythonRuntime(
    String file,
    OptionalLong runtime,
    OptionalLong headSlot,
    long interpreter,
    Layout layout,
    Globals globals,
    List<String> evidence) {}
