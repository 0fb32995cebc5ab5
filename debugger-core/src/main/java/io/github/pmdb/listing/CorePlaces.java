package io.github.pmdb.listing;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The directories of a machine in which cores lie.
///
/// @param places without those that are named twice
/// @param notes why a place that one would expect is not among them
public record CorePlaces(List<Place> places, List<String> notes) {
  /// @param why who puts cores there
  /// @param state whether it could be looked at
  public record Place(Path directory, String why, State state) {}

  public enum State {
    THERE,
    ABSENT,
    /// There is a directory, and it may not be listed.
    FORBIDDEN
  }

  private static final String USUAL = "var/cores";

  /// systemd-coredump(8).
  private static final String SYSTEMD = "var/lib/systemd/coredump";

  /// The usual folder, the one that core_pattern names, and systemd's.
  ///
  /// @param root `/`, or the root of a forged machine
  public static CorePlaces of(Path root) {
    List<Place> places = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    add(places, place(root.resolve(USUAL), "the usual place"));
    CorePattern.read(root).ifPresent(pattern -> addPattern(pattern, root, places, notes));
    add(places, place(root.resolve(SYSTEMD), "systemd-coredump"));
    return new CorePlaces(List.copyOf(places), List.copyOf(notes));
  }

  /// One directory that the user names.
  public static CorePlaces only(Path directory) {
    return new CorePlaces(List.of(place(directory, "as asked for")), List.of());
  }

  private static void addPattern(
      CorePattern pattern, Path root, List<Place> places, List<String> notes) {
    switch (pattern) {
      case CorePattern.Absolute(String text, Path directory, boolean fixed) -> {
        add(places, place(root.resolve(directory.toString().substring(1)), "core_pattern"));
        if (!fixed) {
          notes.add(
              "core_pattern `%s` makes folders below %s; `cores DIR` lists one of them"
                  .formatted(text, directory));
        }
      }
      case CorePattern.Relative(String text) ->
          notes.add(
              ("core_pattern `%s` is relative: a core goes into the directory in which its process"
                      + " ran; `cores DIR` lists one")
                  .formatted(text));
      case CorePattern.Piped piped -> {
        if (!piped.systemd()) {
          notes.add("cores go to the program " + piped.program() + ", which may keep them");
        }
      }
      case CorePattern.Socket(String text) ->
          notes.add("cores go to the server at the socket " + text + ", which may keep them");
      case CorePattern.Nowhere() -> notes.add("core_pattern is empty: the kernel writes no core");
    }
  }

  private static Place place(Path directory, String why) {
    State state =
        !Files.isDirectory(directory)
            ? State.ABSENT
            : Files.isReadable(directory) ? State.THERE : State.FORBIDDEN;
    return new Place(directory, why, state);
  }

  private static void add(List<Place> places, Place place) {
    if (places.stream().noneMatch(p -> p.directory().equals(place.directory()))) {
      places.add(place);
    }
  }
}
