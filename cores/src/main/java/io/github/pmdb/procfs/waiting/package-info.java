/// What a blocked thread waits for, in words: the system call it is in with its arguments decoded,
/// from `/proc/PID/task/TID/{syscall,wchan,stack}`.
///
/// Numbers become things a person knows: descriptors become files, pipes and socket addresses,
/// futex words become locks with their owners, lock requests name the process that is in the way.
/// Calls and the kinds of their arguments are data (`syscalls-x86_64.tsv`), [Argument] prints them.
@NullMarked
package io.github.pmdb.procfs.waiting;

import org.jspecify.annotations.NullMarked;
