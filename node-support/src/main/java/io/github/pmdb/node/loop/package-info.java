/// Event loops: environments of Node.js, their handles, requests and timers, and the `uv_loop_t` of
/// libuv below them.
@NullMarked
package io.github.pmdb.node.loop;

import org.jspecify.annotations.NullMarked;
