/// Python objects read from memory.
///
/// [Heap] reads fields by the names of a layout and knows types; [Strings], [Ints] and [Dicts] read
/// what everything else is made of; [Attributes] lists an instance's attributes; [Describer]
/// renders a value as `repr` would, within limits. A malformed object is a
/// [io.github.pmdb.memory.MemoryFault] that names its address; [Describer] turns it into text.
@NullMarked
package io.github.pmdb.cpython.object;

import org.jspecify.annotations.NullMarked;
