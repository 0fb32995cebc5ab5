package io.github.pmdb.node.frame;

import io.github.pmdb.frame.Certainty;
import io.github.pmdb.node.code.Argument;
import io.github.pmdb.node.code.Tier;
import io.github.pmdb.node.function.Functions.Place;
import java.util.List;

/// A frame of JavaScript.
///
/// @param fp frame pointer; several functions share one where the compiler put one into the other
/// @param pc where the machine code is, 0 for a function that has none of its own
/// @param inlined whether the function runs in the machine code of another
/// @param function tagged function object, 0 where there is none
/// @param shared its tagged `SharedFunctionInfo`
/// @param name empty for one without a name
/// @param place the running line; that of V8's own functions is empty
/// @param position of the running line in the script, in UTF-16 units, -1 where it is not known
/// @param arguments what was passed; those of a function in another as far as the code keeps them
/// @param argumentsKnown whether receiver and arguments could be read
/// @param entry frame pointer of the entry from C++, for the outermost frame behind it, else 0
/// @param problem what is doubtful or unreadable, else empty
public record JsFrame(
    long fp,
    long pc,
    Tier tier,
    boolean inlined,
    long function,
    long shared,
    String name,
    Place place,
    int position,
    Argument receiver,
    List<Argument> arguments,
    boolean argumentsKnown,
    long entry,
    Certainty certainty,
    String problem) {

  /// Of a frame whose receiver is not known.
  static final Argument UNKNOWN = new Argument.Text("<unknown>");

  /// The same, as the outermost frame behind an entry.
  JsFrame enteredAt(long frame) {
    return new JsFrame(
        fp,
        pc,
        tier,
        inlined,
        function,
        shared,
        name,
        place,
        position,
        receiver,
        arguments,
        argumentsKnown,
        frame,
        certainty,
        problem);
  }
}
