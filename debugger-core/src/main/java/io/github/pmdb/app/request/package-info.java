/// What the command line can ask for, and the words and options that ask it.
@NullMarked
package io.github.pmdb.app.request;

import org.jspecify.annotations.NullMarked;
