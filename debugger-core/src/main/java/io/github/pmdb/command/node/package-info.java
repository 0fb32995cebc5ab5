/// Commands about heaps and values of Node.js, named as users of llnode and mdb_v8 know them.
@NullMarked
package io.github.pmdb.command.node;

import org.jspecify.annotations.NullMarked;
