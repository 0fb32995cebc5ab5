/// Waiting for threads of our own, and how what runs for long learns that nobody wants it any more.
/// It imports nothing of ours but `UserError`, so that everything may use it.
@NullMarked
package io.github.pmdb.thread;

import org.jspecify.annotations.NullMarked;
