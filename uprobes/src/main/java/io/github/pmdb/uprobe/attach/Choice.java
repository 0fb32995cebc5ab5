package io.github.pmdb.uprobe.attach;

import java.util.List;

/// The places of a target that a location chose, and the functions among them that get no probe.
public record Choice(ProbeTarget target, List<Place> places, List<Passed> passed) {
  public Choice {
    places = List.copyOf(places);
    passed = List.copyOf(passed);
  }
}
