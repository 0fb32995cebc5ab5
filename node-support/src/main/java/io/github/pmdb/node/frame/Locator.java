package io.github.pmdb.node.frame;

import io.github.pmdb.frame.Certainty;
import io.github.pmdb.node.function.Functions;
import io.github.pmdb.node.function.Functions.Place;
import io.github.pmdb.node.function.Scripts;
import io.github.pmdb.node.object.HeapReader;
import java.util.HashMap;
import java.util.Map;

/// Tells where in its script a function is.
final class Locator {
  private static final Place NOWHERE = new Place("", 0, 0);

  private final HeapReader reader;
  private final Functions functions;
  private final Scripts scripts;

  /// Recursion has the same places again and again, and each takes a count of lines.
  private final Map<At, Place> places = new HashMap<>();

  private record At(long script, int position) {}

  Locator(HeapReader reader) {
    this.reader = reader;
    this.functions = new Functions(reader);
    this.scripts = new Scripts(reader);
  }

  /// @param position in the script, -1 where it is not known
  record Located(Place place, int position, Certainty certainty, String problem) {}

  /// Without a position the beginning of the function has to do, and is told as a guess.
  ///
  /// @param position of what runs, -1 where it is not known
  /// @param problem what is doubtful already, else empty
  Located locate(long shared, int position, String problem) {
    long script = reader.field(shared, "SharedFunctionInfo.script");
    if (!reader.is(script, "Script")) {
      return new Located(NOWHERE, -1, Certainty.SURE, problem);
    }
    if (position >= 0) {
      Place place = place(script, position);
      boolean known = place.line() > 0;
      return new Located(
          place,
          position,
          known && problem.isEmpty() ? Certainty.SURE : Certainty.GUESSED,
          known ? problem : "the source of the script can not be read");
    }
    int start = functions.start(shared);
    String why = problem.isEmpty() ? "V8 kept no positions of it" : problem;
    return new Located(
        place(script, start), start, Certainty.GUESSED, why + "; the function begins here");
  }

  private Place place(long script, int position) {
    return places.computeIfAbsent(
        new At(script, position), at -> scripts.place(at.script, at.position));
  }
}
