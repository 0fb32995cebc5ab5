/// The language of trace breakpoints: `LOCATION [if CONDITION] [print ITEM, …]`.
@NullMarked
package io.github.pmdb.uprobe.spec;

import org.jspecify.annotations.NullMarked;
