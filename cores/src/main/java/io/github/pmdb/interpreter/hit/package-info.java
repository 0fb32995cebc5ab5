/// Frames of scripts at a moment that is over: how somebody who can only follow pointers takes them
/// along, and who reads what was taken.
@NullMarked
package io.github.pmdb.interpreter.hit;

import org.jspecify.annotations.NullMarked;
