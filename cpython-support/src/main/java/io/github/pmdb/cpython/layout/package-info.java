/// Struct layouts of CPython as data.
///
/// A [Layout] maps field names (`tstate.next`) to offsets in bytes; each knows how it was learnt
/// ([Learnt]) and a field that the version does not have can not be dereferenced. [Layouts] loads
/// the bundled tables, one resource file per minor version and [Build]; [DebugOffsets] reads the
/// table that CPython 3.13 and later carry themselves, which overrides and checks ours.
@NullMarked
package io.github.pmdb.cpython.layout;

import org.jspecify.annotations.NullMarked;
