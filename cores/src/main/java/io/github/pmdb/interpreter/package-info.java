/// What an interpreter plug-in is: [Interpreter] detects, its [Inspector] answers.
///
/// Plug-ins are found by name. Everything they return is plain data in the language-neutral records
/// here; damage is a [io.github.pmdb.snapshot.Problem] in the data, never an exception that ends a
/// list.
@NullMarked
package io.github.pmdb.interpreter;

import org.jspecify.annotations.NullMarked;
