/// Core files: [CoreSnapshot] is what one holds, with how the process died and what the file lacks.
@NullMarked
package io.github.pmdb.core;

import org.jspecify.annotations.NullMarked;
