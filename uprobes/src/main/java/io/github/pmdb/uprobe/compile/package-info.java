/// From expressions of the program's language to what is captured of them at a place: a debugger
/// that has the file says what types they have and compiles them; what it cannot compile as it
/// stands is written another way before.
@NullMarked
package io.github.pmdb.uprobe.compile;

import org.jspecify.annotations.NullMarked;
