/// The small text files of `/proc/PID`, parsed into records. Formats: `proc(5)`.
@NullMarked
package io.github.pmdb.procfs.file;

import org.jspecify.annotations.NullMarked;
