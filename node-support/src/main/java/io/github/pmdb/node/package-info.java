/// Node.js and V8 as functions of a snapshot; the plug-in for `io.github.pmdb.interpreter`.
@NullMarked
package io.github.pmdb.node;

import org.jspecify.annotations.NullMarked;
