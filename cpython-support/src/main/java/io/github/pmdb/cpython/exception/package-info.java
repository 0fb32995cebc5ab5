/// What threads raise and handle, told as the module `traceback` of Python tells it.
@NullMarked
package io.github.pmdb.cpython.exception;

import org.jspecify.annotations.NullMarked;
