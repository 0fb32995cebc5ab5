/// What is true of text, wherever it comes from. It imports nothing of ours, so that everything may
/// use it.
@NullMarked
package io.github.pmdb.text;

import org.jspecify.annotations.NullMarked;
