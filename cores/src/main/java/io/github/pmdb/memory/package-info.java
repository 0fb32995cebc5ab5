/// Reading the bytes of a process, wherever they come from.
///
/// [Memory] has one abstract method: fill a buffer from an address, all of it, or throw a
/// [MemoryFault] that names the first address that could not be read and why. Everything else
/// (overlays, caches, live processes, forged test bytes) is a wrapper. Addresses are unsigned
/// `long`s; comparing them lives in [Addresses] only.
@NullMarked
package io.github.pmdb.memory;

import org.jspecify.annotations.NullMarked;
