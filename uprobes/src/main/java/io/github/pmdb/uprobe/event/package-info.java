/// What is told of each hit of a probe: the program that puts it together in the kernel, the layout
/// of its record, and its reading.
@NullMarked
package io.github.pmdb.uprobe.event;

import org.jspecify.annotations.NullMarked;
