/// Sources of script frames: finding the file that the target ran, and telling when it is not.
@NullMarked
package io.github.pmdb.source;

import org.jspecify.annotations.NullMarked;
