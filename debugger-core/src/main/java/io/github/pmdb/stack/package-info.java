/// Stacks of all threads as a person wants to read them.
///
/// [StackReader] merges native and script frames of one thread; [StackGroup] puts threads that do
/// the same thing together; [StackText] is how they look: native frames as gdb prints them, Python
/// frames as its tracebacks are, source lines below where [SourceLines] has them.
@NullMarked
package io.github.pmdb.stack;

import org.jspecify.annotations.NullMarked;
