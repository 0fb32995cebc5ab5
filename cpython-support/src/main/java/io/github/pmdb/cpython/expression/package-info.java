/// Expressions such as `request.headers["host"][0]`, answered from data.
///
/// [PathParser] reads one into a [Path]: a name and steps. [PathWalk] follows the steps, with
/// [Members] for attributes and [Items] for what is in brackets, which a [Key] compares with the
/// target's objects. Nothing of the target runs: what a property, `__getattr__` or `__getitem__`
/// written in Python would compute is refused with a word about it.
@NullMarked
package io.github.pmdb.cpython.expression;

import org.jspecify.annotations.NullMarked;
