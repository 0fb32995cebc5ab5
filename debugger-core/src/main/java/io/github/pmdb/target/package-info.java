/// What is being debugged. Capabilities are types: a [CoreTarget] has no `resume` to refuse.
@NullMarked
package io.github.pmdb.target;

import org.jspecify.annotations.NullMarked;
