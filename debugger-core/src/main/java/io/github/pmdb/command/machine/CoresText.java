package io.github.pmdb.command.machine;

import io.github.pmdb.core.CoreSnapshot;
import io.github.pmdb.core.CoreSummary;
import io.github.pmdb.listing.CoreListing;
import io.github.pmdb.listing.CorePlaces;
import io.github.pmdb.output.Document;
import io.github.pmdb.output.Escape;
import io.github.pmdb.output.Line;
import io.github.pmdb.output.Style;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/// A listing of cores as a table.
final class CoresText {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

  private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

  private static final List<String> TITLES =
      List.of("TIME", "PROGRAM", "PID", "SIGNAL", "SIZE", "STATE", "FILE");

  private static final int STATE = 5;

  private CoresText() {}

  static Document of(CoreListing listing) {
    Document page = new Document();
    if (listing.cores().isEmpty()) {
      page.line("no core found");
    } else {
      table(listing.cores(), page);
    }
    if (listing.filesLeft() > 0) {
      page.line(
          Style.DIM,
          "%d older files were not looked at; `cores --limit N` lists more"
              .formatted(listing.filesLeft()));
    }
    listing.notes().forEach(note -> page.line(Style.WARNING, "note: " + note));
    if (listing.cores().isEmpty()) {
      listing.places().forEach(place -> page.line(looked(place)));
      page.line("`pmdb doctor` tells where cores go here and how to have them written");
    } else {
      listing.places().stream()
          .filter(place -> place.state() == CorePlaces.State.FORBIDDEN)
          .forEach(place -> page.line(looked(place)));
    }
    return page;
  }

  private static Line looked(CorePlaces.Place place) {
    String where = "  %s (%s): ".formatted(place.directory(), place.why());
    return switch (place.state()) {
      case THERE -> Line.of(where + "no core in it");
      case ABSENT -> Line.of(where + "no such directory");
      case FORBIDDEN ->
          new Line().add(where).add(Style.WARNING, "you may not list it; try with sudo");
    };
  }

  private static void table(List<CoreSummary> cores, Document page) {
    List<List<String>> rows = cores.stream().map(CoresText::cells).toList();
    int[] widths =
        IntStream.range(0, TITLES.size())
            .map(i ->
                Math.max(
                    TITLES.get(i).length(),
                    rows.stream().mapToInt(row -> shown(row.get(i)).length()).max().orElse(0)))
            .toArray();
    page.line(Style.HEADING, line(TITLES, widths, Style.HEADING).text());
    for (int i = 0; i < rows.size(); i++) {
      page.line(line(rows.get(i), widths, style(cores.get(i).state())));
      if (!cores.get(i).problem().isEmpty()) {
        page.line(Style.DIM, "    " + cores.get(i).problem());
      }
    }
  }

  private static Line line(List<String> cells, int[] widths, Style state) {
    Line line = new Line();
    for (int i = 0; i < cells.size(); i++) {
      boolean last = i == cells.size() - 1;
      String gap = last ? "" : " ".repeat(widths[i] - shown(cells.get(i)).length() + 2);
      line.add(i == STATE ? state : Style.PLAIN, cells.get(i)).add(gap);
    }
    return line;
  }

  private static String shown(String cell) {
    return Escape.escape(cell);
  }

  private static List<String> cells(CoreSummary core) {
    return List.of(
        TIME.format(Instant.ofEpochMilli(core.time()).atZone(ZoneId.systemDefault())),
        core.program().orElse("?"),
        core.pid().isPresent() ? Long.toString(core.pid().getAsLong()) : "?",
        core.death().map(CoresText::death).orElse("?"),
        size(core.size()),
        state(core),
        core.file().toString());
  }

  private static String death(CoreSnapshot.Death death) {
    return death.signal().map(CoreSnapshot.SignalInfo::name).orElse("none");
  }

  private static String state(CoreSummary core) {
    String state =
        switch (core.state()) {
          case COMPLETE -> "complete";
          case CUT -> "cut";
          case NOT_KNOWN -> "compressed";
          case UNREADABLE -> "unreadable";
        };
    return core.packing().map(packing -> state + " (" + packing + ")").orElse(state);
  }

  private static Style style(CoreSummary.State state) {
    return switch (state) {
      case COMPLETE -> Style.GOOD;
      case CUT -> Style.WARNING;
      case NOT_KNOWN -> Style.PLAIN;
      case UNREADABLE -> Style.ERROR;
    };
  }

  static String size(long bytes) {
    double value = bytes;
    int unit = 0;
    while (value >= 1024 && unit < UNITS.length - 1) {
      value /= 1024;
      unit++;
    }
    return unit == 0 ? bytes + " B" : String.format(Locale.ROOT, "%.1f %s", value, UNITS[unit]);
  }
}
