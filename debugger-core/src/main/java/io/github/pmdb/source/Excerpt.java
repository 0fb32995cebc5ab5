package io.github.pmdb.source;

/// The part of a source line that is shown. Bundles for JavaScript have lines of megabytes: of such
/// a line only what is around the running column can be read.
public final class Excerpt {
  /// Longer lines are cut, in UTF-16 units.
  private static final int LONGEST = 240;

  private static final int BEFORE = 60;
  private static final String MORE = "…";

  private Excerpt() {}

  /// @param column 0-based, in UTF-16 units; below 0 where it is not known
  public static String of(String line, int column) {
    if (line.length() <= LONGEST) {
      return line;
    }
    int latest = line.length() - LONGEST;
    int from = whole(line, Math.clamp((long) column - BEFORE, 0, latest));
    int to = whole(line, from + LONGEST);
    return (from > 0 ? MORE : "") + line.substring(from, to) + (to < line.length() ? MORE : "");
  }

  /// A cut does not part the halves of a character.
  private static int whole(String line, int at) {
    boolean parts =
        at > 0
            && at < line.length()
            && Character.isLowSurrogate(line.charAt(at))
            && Character.isHighSurrogate(line.charAt(at - 1));
    return parts ? at - 1 : at;
  }
}
