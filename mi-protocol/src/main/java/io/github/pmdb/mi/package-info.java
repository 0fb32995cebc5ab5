/// GDB/MI text in, typed records out; a session pairs tokens with answers over a line transport.
///
/// [MiParser] turns one line into an [MiRecord]; it never throws, an odd line becomes
/// [MiRecord.Unparsed] with the reason. Values are ordered multimaps of bytes that are decoded when
/// they are asked for. [MiSession] writes [MiCommand]s and gives each its [MiAnswer]; what goes
/// over the wire can be kept in a [Transcript] and played back by [Replay] without gdb.
///
/// The grammar is that of "GDB/MI Output Syntax" in the gdb manual, widened by what gdb really
/// writes (mi2's breakpoints with locations outside the tuple, values without names, a program's
/// output in the middle of the stream).
@NullMarked
package io.github.pmdb.mi;

import org.jspecify.annotations.NullMarked;
