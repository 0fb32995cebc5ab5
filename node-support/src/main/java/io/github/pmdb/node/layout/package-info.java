/// Constants of V8 by name, each with how it was learnt; those that no binary tells are resource
/// files.
@NullMarked
package io.github.pmdb.node.layout;

import org.jspecify.annotations.NullMarked;
