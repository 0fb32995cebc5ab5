/// What of this machine helps or hinders debugging, each finding with the command that mends it.
/// Everything is asked of a [Machine], which tests make up. A finding is bad only where pmdb can
/// not do its work: not attach at all, or no core would ever be written.
@NullMarked
package io.github.pmdb.doctor;

import org.jspecify.annotations.NullMarked;
