package io.github.pmdb.mi;

import java.io.InputStream;
import java.io.OutputStream;

/// A pair of byte streams that carries MI lines.
///
/// @param in what gdb writes
/// @param out what gdb reads
public record MiTransport(InputStream in, OutputStream out) {}
