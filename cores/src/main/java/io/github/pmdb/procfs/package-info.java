/// Live processes through `/proc`: [io.github.pmdb.procfs.LiveProcess] opens one without stopping
/// it.
///
/// What is read while it runs may be torn ([io.github.pmdb.snapshot.Consistency#TORN]);
/// [io.github.pmdb.procfs.stop.StoppedProcess] makes it stand still for a measured moment. Why a
/// process may not be read is told by [io.github.pmdb.procfs.AttachPermission]. The small files of
/// `/proc` are parsed in `.file`, what threads wait for in `.waiting`, who holds which lock in
/// `.lock`.
@NullMarked
package io.github.pmdb.procfs;

import org.jspecify.annotations.NullMarked;
