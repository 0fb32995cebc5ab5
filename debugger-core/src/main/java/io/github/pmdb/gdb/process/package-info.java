/// A gdb started on its three ptys.
///
/// [GdbProcess] starts gdb with its console on a first pty, MI3 (`new-ui`) on a second and the
/// terminal of the program being debugged on a third. The start-up script makes gdb print a
/// [PromptMarker] around each prompt: colour sequences that draw nothing and spell a secret.
@NullMarked
package io.github.pmdb.gdb.process;

import org.jspecify.annotations.NullMarked;
