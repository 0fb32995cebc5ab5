/// Values as people read them: on one line ([Describer]), or laid out.
@NullMarked
package io.github.pmdb.node.value;

import org.jspecify.annotations.NullMarked;
