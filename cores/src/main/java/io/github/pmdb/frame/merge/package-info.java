/// Native frames and script frames of a thread as one stack.
///
/// [StackMerger] cuts the script frames into runs ([ScriptRun]), one for each time that an eval
/// loop was entered, and finds the native frame of each: by its anchor ([AnchorSearch]), else by
/// order ([RunMatching]), which the result says ([MergedStack]).
@NullMarked
package io.github.pmdb.frame.merge;

import org.jspecify.annotations.NullMarked;
