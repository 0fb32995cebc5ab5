/// What V8 and Node.js keep beside properties, of kinds of objects that a program can not look into
/// from outside: where an iterator stands, what a registry watches, what a generator has in its
/// registers.
@NullMarked
package io.github.pmdb.node.kind;

import org.jspecify.annotations.NullMarked;
