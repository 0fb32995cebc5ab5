/// Compressed cores: recognised by their first bytes, unpacked sparsely into a file of the user's
/// cache directory that is removed when the core is closed.
@NullMarked
package io.github.pmdb.core.packed;

import org.jspecify.annotations.NullMarked;
