/// Values and objects one by one: strings, numbers, properties, elements, maps and sets.
@NullMarked
package io.github.pmdb.node.object;

import org.jspecify.annotations.NullMarked;
