/// Finding CPython's runtime in a snapshot, without debug symbols.
///
/// [RuntimeSearch] tries, for each mapped file that may be Python: the symbol `_PyRuntime`, the
/// section `.PyRuntime`, the code of `PyInterpreterState_Head`, a scan for the debug offsets of
/// 3.13 and later, and a scan of its data for something that is an interpreter. Each step leaves a
/// sentence of evidence.
@NullMarked
package io.github.pmdb.cpython.locate;

import org.jspecify.annotations.NullMarked;
