/// The commands about event loops of Node.js.
@NullMarked
package io.github.pmdb.command.node.loop;

import org.jspecify.annotations.NullMarked;
