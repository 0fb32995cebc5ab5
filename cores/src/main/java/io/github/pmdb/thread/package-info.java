/// Waiting for threads of our own. It imports nothing of ours, so that everything may use it.
@NullMarked
package io.github.pmdb.thread;

import org.jspecify.annotations.NullMarked;
