/// The text of objects of the standard library, and of all others: [Reprs] is what gives values.
@NullMarked
package io.github.pmdb.cpython.repr.library;

import org.jspecify.annotations.NullMarked;
