/// Values as text, the way Python's own `repr` writes them.
///
/// [Describer] renders one value within limits; a [Form] knows the text of one kind of object, by
/// the data alone: nothing of the target runs. What can not be read becomes text that says so.
@NullMarked
package io.github.pmdb.cpython.repr;

import org.jspecify.annotations.NullMarked;
