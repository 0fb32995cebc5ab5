/// Commands about the target as a whole: why it died or hangs, what is loaded and mapped, and what
/// else there is to open.
@NullMarked
package io.github.pmdb.command.target;

import org.jspecify.annotations.NullMarked;
