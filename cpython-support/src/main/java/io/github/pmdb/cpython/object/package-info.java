/// Python objects read from memory.
///
/// [Heap] reads fields by the names of a layout and knows types; [Strings], [Ints], [Dicts], [Sets]
/// and [Tuples] read what everything else is made of; [Classes] finds what a class and its bases
/// define, [Attributes] what an instance itself holds. A malformed object is a
/// [io.github.pmdb.memory.MemoryFault] that names its address; one that claims to be gigantic ends
/// where the [Budget] of the question does.
@NullMarked
package io.github.pmdb.cpython.object;

import org.jspecify.annotations.NullMarked;
