/// ELF files: structure by jelf over memory-mapped files of any size, symbol tables read in bulk.
@NullMarked
package io.github.pmdb.elf;

import org.jspecify.annotations.NullMarked;
