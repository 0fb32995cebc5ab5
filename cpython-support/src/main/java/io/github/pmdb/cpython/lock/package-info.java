/// Which threads wait for locks of Python and for each other, and who holds what they wait for.
@NullMarked
package io.github.pmdb.cpython.lock;

import org.jspecify.annotations.NullMarked;
