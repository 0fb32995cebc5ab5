/// Whose code is traced.
@NullMarked
package io.github.pmdb.command.trace.subject;

import org.jspecify.annotations.NullMarked;
