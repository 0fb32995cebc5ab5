/// What runs on no thread now: tasks, greenlets and generators, with the frames they will go on
/// from.
@NullMarked
package io.github.pmdb.command.python.suspended;

import org.jspecify.annotations.NullMarked;
