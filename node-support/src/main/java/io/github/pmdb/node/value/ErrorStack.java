package io.github.pmdb.node.value;

import io.github.pmdb.node.layout.Layout;
import io.github.pmdb.node.object.HeapReader;
import io.github.pmdb.node.object.Properties;
import io.github.pmdb.node.object.Property;
import io.github.pmdb.node.value.Inspection.Row;
import io.github.pmdb.node.word.Tagged;
import java.util.ArrayList;
import java.util.List;

/// The stack that an error has from its making: until it is asked for the first time V8 keeps it as
/// frames, from then on as text. Both are under a private symbol without a name.
final class ErrorStack {
  private static final String FRAME = "    at ";
  private static final int LONGEST = 1 << 16;
  private static final int MOST_FRAMES = 1000;

  /// Private symbols of V8 that one error has at most.
  private static final int MOST_PRIVATE = 16;

  private final Describer describer;
  private final HeapReader reader;
  private final Layout layout;
  private final Positions positions;

  ErrorStack(Describer describer) {
    this.describer = describer;
    this.reader = describer.reader();
    this.layout = reader.layout();
    this.positions = new Positions(describer);
  }

  /// One row for each frame, the innermost first.
  List<Row> rows(long error) {
    List<String> frames = new ArrayList<>();
    for (Property property :
        new Properties(reader)
            .own(error, MOST_PRIVATE, (p, symbol) -> symbol && isInternal(p.key()))
            .properties()) {
      if (frames.isEmpty()) {
        frames.addAll(frames(property.value()));
      }
    }
    List<Row> rows = new ArrayList<>();
    for (String frame : frames) {
      rows.add(new Row("[[stack]][%d]".formatted(rows.size()), frame, 0));
    }
    return rows;
  }

  private boolean isInternal(long key) {
    return describer.keys().isPrivate(key) && !describer.keys().isPrivateName(key);
  }

  private List<String> frames(long stack) {
    long kept =
        reader.is(stack, "ErrorStackData")
            ? reader.field(stack, "ErrorStackData.call_site_infos")
            : stack;
    if (reader.isString(reader.type(kept))) {
      return describer
          .strings()
          .read(kept, LONGEST)
          .text()
          .lines()
          .filter(line -> line.startsWith(FRAME))
          .map(line -> line.substring(FRAME.length()))
          .toList();
    }
    return reader.is(kept, "FixedArray") ? ofArray(kept) : List.of();
  }

  /// Objects, or in later versions their fields one after the other.
  private List<String> ofArray(long array) {
    List<String> found = new ArrayList<>();
    int length = reader.length(array);
    int width = layout.get("CallSite.words");
    for (int i = 0; i + Math.max(width, 1) <= length && found.size() < MOST_FRAMES; ) {
      long item = reader.item(array, i);
      if (reader.is(item, "CallSiteInfo")) {
        found.add(
            frame(
                reader.field(item, "CallSiteInfo.function"),
                reader.field(item, "CallSiteInfo.code"),
                reader.field(item, "CallSiteInfo.offset")));
        i++;
      } else if (width > 0) {
        found.add(
            frame(
                reader.item(array, i + layout.get("CallSite.function")),
                code(reader.item(array, i + layout.get("CallSite.code"))),
                reader.item(array, i + layout.get("CallSite.offset"))));
        i += width;
      } else {
        return found;
      }
    }
    return found;
  }

  /// What an object outside the trusted space has in its place.
  private long code(long noted) {
    return reader.is(noted, "CodeWrapper") ? reader.field(noted, "CodeWrapper.code") : noted;
  }

  private String frame(long function, long code, long offset) {
    return reader.isFunction(reader.type(function)) && Tagged.isSmi(offset)
        ? positions.text(function, code, Tagged.smi(offset))
        : "<not JavaScript>";
  }
}
