/// Readable names of C++ and Rust functions.
///
/// [ItaniumSymbol] parses the names that GCC and Clang give C++ functions (Itanium C++ ABI, section
/// 5.1) and spells them as `c++filt` does. What it does not know (expressions in template
/// arguments, mostly) makes it give up, so that the mangled name is shown rather than a wrong one.
@NullMarked
package io.github.pmdb.frame.demangle;

import org.jspecify.annotations.NullMarked;
