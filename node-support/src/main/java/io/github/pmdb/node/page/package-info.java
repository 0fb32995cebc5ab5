/// Where a heap is: pages, their spaces, what of them holds objects, and whose they are. [Pages]
/// finds them.
@NullMarked
package io.github.pmdb.node.page;

import org.jspecify.annotations.NullMarked;
