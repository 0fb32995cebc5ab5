/// Machine code and bytecode of V8: which function an address belongs to, and where in it.
@NullMarked
package io.github.pmdb.node.code;

import org.jspecify.annotations.NullMarked;
