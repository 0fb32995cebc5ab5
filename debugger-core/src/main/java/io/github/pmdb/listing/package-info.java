/// The cores of a machine: where its kernel puts them, and what lies there. A listing reads headers
/// and notes only, looks at a bounded number of files, and leaves alone what is no core.
@NullMarked
package io.github.pmdb.listing;

import org.jspecify.annotations.NullMarked;
