/// Commands about pmdb itself: help, and leaving it.
@NullMarked
package io.github.pmdb.command.shell;

import org.jspecify.annotations.NullMarked;
