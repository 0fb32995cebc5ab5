package io.github.pmdb.command.node;

import io.github.pmdb.command.Arguments;
import io.github.pmdb.command.Command;
import io.github.pmdb.command.CommandSpec;
import io.github.pmdb.command.CommandSpec.Group;
import io.github.pmdb.command.CommandSpec.Kind;
import io.github.pmdb.command.CommandSpec.Need;
import io.github.pmdb.command.Notes;
import io.github.pmdb.command.Session;
import io.github.pmdb.memory.Addresses;
import io.github.pmdb.node.census.Census;
import io.github.pmdb.node.page.Isolate;
import io.github.pmdb.output.Document;
import io.github.pmdb.output.Line;
import io.github.pmdb.output.Style;
import io.github.pmdb.snapshot.Problem;
import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.thread.Cancellation;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/// `findjsobjects`: what is on the heap, by constructor or shape.
public final class FindJsObjects implements Command<FindJsObjects.Objects> {
  private static final int MOST_PROPERTIES = 12;

  /// @param rows chosen and sorted as asked
  /// @param otherRows how many more there are that `--top` left out
  /// @param instances of all rows, those left out too
  /// @param bytes theirs
  /// @param heapObjects objects on the heap, with V8's own
  /// @param heapBytes theirs
  /// @param owned whether sizes are those with what belongs to each object
  /// @param outside bytes outside the heap of all rows, where `owned`
  public record Objects(
      List<Isolate> isolates,
      List<Census.Row> rows,
      int otherRows,
      long instances,
      long bytes,
      long heapObjects,
      long heapBytes,
      boolean shapes,
      boolean owned,
      long outside,
      List<Problem> problems) {}

  @Override
  public CommandSpec spec() {
    return CommandSpec.of(
            "findjsobjects",
            Group.JAVASCRIPT,
            "Count the objects on the heap of Node.js by constructor",
            """
            One row for each name of a constructor: how many objects it made, the bytes of the
            objects themselves, and the name, which is that of V8's own heap snapshots: classes
            derived from others have theirs. Prototypes are left out, and what the last collection
            left behind in the young generation. Garbage that was not yet collected is counted.
            With --owned, the arrays that hold its elements and properties count with an object,
            those that several share once; what lies outside the heap (array buffers, characters of
            external strings) has a column of its own.
            """)
        .alias("v8 findjsobjects")
        .optional("NAME", Kind.WORD, "only this name; `/REGEX/` for those that match")
        .optional("-d", Kind.FLAG, "by shape: with the names of properties, and one object of each")
        .optional("--isolate", Kind.INTEGER, "only this isolate; `nodeinfo` lists them")
        .optional(
            "--sort", Kind.WORD, "by `count`, `size`, `outside` or `name`; `count` if not given")
        .optional("--min", Kind.INTEGER, "only rows with at least so many instances")
        .optional("--property", Kind.WORD, "only shapes with this property; counts by shape")
        .optional("--top", Kind.INTEGER, "only so many rows")
        .optional(
            "--owned",
            Kind.FLAG,
            "sizes with the stores of elements and properties; memory outside the heap apart")
        .optional("--internal", Kind.FLAG, "with strings and V8's own objects, in parentheses")
        .needs(Need.TARGET)
        .needs(Need.NODE)
        .needs(Need.COPY)
        .example("findjsobjects --top 20", "the twenty with most instances")
        .example("findjsobjects --sort size", "the largest first")
        .example("findjsobjects --owned --sort outside", "who holds memory outside the heap")
        .example("findjsobjects -d Session", "objects of that name by their properties")
        .example("findjsobjects --property state", "shapes with a property of that name");
  }

  @Override
  public Objects run(Session session, Arguments arguments) {
    NodeView view = NodeView.of(session);
    session.progress("walks the heap");
    boolean shapes = arguments.has("-d") || arguments.has("--property");
    Comparator<Census.Row> order = order(arguments.value("--sort").orElse("count"));
    Predicate<Census.Row> wanted = wanted(arguments);
    Census.Wanted what =
        new Census.Wanted(
            view.isolate(arguments), shapes, arguments.has("--internal"), arguments.has("--owned"));
    Census.Result result =
        new Census(view.heap(), view.inspector().describer().constructors())
            .take(what, Cancellation::check);
    List<Census.Row> all = result.rows().stream().filter(wanted).sorted(order).toList();
    int top = NodeView.number(arguments, "--top", Integer.MAX_VALUE);
    List<Census.Row> shown = all.stream().limit(top).toList();
    return new Objects(
        result.isolates(),
        shown,
        all.size() - shown.size(),
        all.stream().mapToLong(Census.Row::instances).sum(),
        all.stream().mapToLong(Census.Row::bytes).sum(),
        result.walked().objects(),
        result.walked().bytes(),
        shapes,
        arguments.has("--owned"),
        all.stream().mapToLong(Census.Row::outside).sum(),
        view.withMotion(result.problems()));
  }

  private static Predicate<Census.Row> wanted(Arguments arguments) {
    Predicate<String> name = arguments.first().map(NameFilter::of).orElse(_ -> true);
    int least = NodeView.number(arguments, "--min", 0);
    return row ->
        name.test(row.name())
            && row.instances() >= least
            && arguments.value("--property").stream().allMatch(row.properties()::contains);
  }

  private static Comparator<Census.Row> order(String word) {
    Comparator<Census.Row> byCount = Comparator.comparingLong(Census.Row::instances).reversed();
    Comparator<Census.Row> bySize = Comparator.comparingLong(Census.Row::bytes).reversed();
    return switch (word) {
      case "count" -> byCount.thenComparing(bySize);
      case "size" -> bySize.thenComparing(byCount);
      case "outside" ->
          Comparator.comparingLong(Census.Row::outside).reversed().thenComparing(bySize);
      case "name" -> Comparator.comparing(Census.Row::name).thenComparing(byCount);
      default ->
          throw new UserError("--sort does not know " + word, "count, size, outside or name");
    };
  }

  @Override
  public Document text(Session session, Objects value) {
    Document page = new Document();
    String more = value.owned() ? "     Outside  " : "";
    page.line(Style.HEADING, " Instances  Total Size  " + more + "Name");
    String rule = value.owned() ? "------------  " : "";
    page.line(Style.DIM, "----------  ----------  " + rule + "----");
    for (Census.Row row : value.rows()) {
      Line line =
          new Line()
              .add(String.format(Locale.ROOT, "%10d  %10d  ", row.instances(), row.bytes()))
              .add(value.owned() ? String.format(Locale.ROOT, "%12d  ", row.outside()) : "")
              .add(Style.JAVASCRIPT, row.name().isEmpty() ? "(anonymous)" : row.name());
      if (value.shapes()) {
        line.add(": " + properties(row.properties()))
            .add(Style.ADDRESS, "  " + Addresses.hex(row.address()));
      }
      page.line(line);
    }
    page.line(
        "%d instances of %d rows%s, %s; with strings and V8's own %d objects, %s, in %s"
            .formatted(
                value.instances(),
                value.rows().size() + value.otherRows(),
                value.otherRows() == 0 ? "" : " (%d not shown)".formatted(value.otherRows()),
                Sizes.text(value.bytes())
                    + (value.owned()
                        ? " and %s outside".formatted(Sizes.text(value.outside()))
                        : ""),
                value.heapObjects(),
                Sizes.text(value.heapBytes()),
                value.isolates().size() == 1
                    ? "1 isolate"
                    : value.isolates().size() + " isolates"));
    return Notes.append(page, value.problems());
  }

  /// The names of properties, as far as they fit a line.
  static String properties(List<String> all) {
    String shown = String.join(", ", all.subList(0, Math.min(all.size(), MOST_PROPERTIES)));
    return all.size() > MOST_PROPERTIES
        ? "%s, ... %d more".formatted(shown, all.size() - MOST_PROPERTIES)
        : shown;
  }
}
