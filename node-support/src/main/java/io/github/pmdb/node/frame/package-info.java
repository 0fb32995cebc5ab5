/// Frames of JavaScript on the stacks of threads: what runs, where in its script, with what.
@NullMarked
package io.github.pmdb.node.frame;

import org.jspecify.annotations.NullMarked;
