@NullMarked
package io.github.pmdb.uprobe.bpf;

import org.jspecify.annotations.NullMarked;
