/// The verdict: why a process died or hangs, put together from a snapshot and its interpreters.
@NullMarked
package io.github.pmdb.verdict;

import org.jspecify.annotations.NullMarked;
