/// What commands say, before it is text: styled lines that every renderer shows the same way.
///
/// Whatever the target controls enters a [Line] through [Line#add] and is escaped there, once; no
/// renderer can then let it reach a terminal or a page raw. This package imports nothing of ours.
@NullMarked
package io.github.pmdb.output;

import org.jspecify.annotations.NullMarked;
