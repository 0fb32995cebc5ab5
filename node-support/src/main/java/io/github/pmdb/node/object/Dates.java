package io.github.pmdb.node.object;

/// Dates: a number of milliseconds.
public final class Dates {
  private Dates() {}

  /// Milliseconds since 1970, NaN for an invalid date.
  public static double time(HeapReader reader, long date) {
    int offset = reader.layout().get("JSDate.value");
    return reader.layout().get("JSDate.raw") != 0
        ? reader.float64(date, offset)
        : reader.number(reader.word(date, offset));
  }
}
