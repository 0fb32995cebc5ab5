/// Files on this machine that gdb is told of.
@NullMarked
package io.github.pmdb.gdb.files;

import org.jspecify.annotations.NullMarked;
