/// GDB/MI text in, typed records out; a session pairs tokens with answers over a line transport.
@NullMarked
package io.github.pmdb.mi;

import org.jspecify.annotations.NullMarked;
