/// Calls of the C library as people read them: what its functions take and return is known without
/// debug information. The tables are files beside the classes.
@NullMarked
package io.github.pmdb.uprobe.libc;

import org.jspecify.annotations.NullMarked;
