package io.github.pmdb.command.node;

import io.github.pmdb.command.Arguments;
import io.github.pmdb.command.Command;
import io.github.pmdb.command.CommandSpec;
import io.github.pmdb.command.CommandSpec.Group;
import io.github.pmdb.command.CommandSpec.Kind;
import io.github.pmdb.command.CommandSpec.Need;
import io.github.pmdb.command.Notes;
import io.github.pmdb.command.Session;
import io.github.pmdb.interpreter.Limits;
import io.github.pmdb.memory.Addresses;
import io.github.pmdb.node.expression.Found;
import io.github.pmdb.node.value.Describer;
import io.github.pmdb.node.value.Inspecting;
import io.github.pmdb.node.value.Inspection;
import io.github.pmdb.output.Document;
import io.github.pmdb.output.Line;
import io.github.pmdb.output.Style;
import io.github.pmdb.snapshot.Problem;
import java.util.List;

/// `inspect ADDRESS`: an object laid out.
public final class InspectJs implements Command<InspectJs.Inspected> {
  private static final int ITEMS = 100;
  private static final int SUMMARY = 400;
  private static final int TEXT = 4096;
  private static final int LONGEST_TEXT = 64 << 20;

  public record Inspected(Inspection object, List<Problem> problems) {}

  @Override
  public CommandSpec spec() {
    return CommandSpec.of(
            "inspect",
            Group.JAVASCRIPT,
            "Show an object of Node.js with its properties",
            """
            The address is one that `findjsinstances` or `inspect` printed, with V8's tag or
            without. What is between double brackets V8 keeps beside properties: the prototype, the
            variables that a function closes over, the state of a promise. Behind the address a path
            leads into the object, through properties, elements, entries of a Map by their keys and
            of a Set by their place, and what is between double brackets; properties that are
            inherited are found too. `[[keys]][N]` and `[[values]][N]` are those of the Nth entry of
            a Map or a Set, counted from 0 as they are listed. Nothing runs: an accessor is told as
            one.
            """)
        .alias("jsprint")
        .alias("v8 inspect")
        .alias("v8 i")
        .alias("v8 print")
        .required("ADDRESS", Kind.REST, "with a path behind it, if you like")
        .optional("--full", Kind.FLAG, "all properties and elements, and strings to their end")
        .optional("--limit", Kind.INTEGER, "so many properties and elements, 100 if not given")
        .needs(Need.TARGET)
        .needs(Need.NODE)
        .needs(Need.STILL)
        .example("inspect 0x3f2a5c081118", "an object")
        .example("inspect 0x3f2a5c081118.headers[\"x-id\"]", "a value in it")
        .example("inspect 0x3f2a5c081118.waiting[[values]][0]", "the first in a Map or a Set")
        .example("inspect 0x3f2a5c081118[[closure]].limit", "a variable that a function sees")
        .example("inspect --full 0x3f2a5c081118.body", "a string to its end");
  }

  /// gdb knows `inspect` as another name of `print`; numbers in hexadecimal are rarely printed.
  @Override
  public boolean accepts(String name, String tail) {
    return !name.equals(spec().name()) || JsAddress.begins(tail) || tail.isBlank();
  }

  @Override
  public Inspected run(Session session, Arguments arguments) {
    NodeView view = NodeView.of(session);
    boolean full = arguments.has("--full");
    int items = NodeView.number(arguments, "--limit", full ? Integer.MAX_VALUE : ITEMS);
    Describer describer = view.inspector().describer();
    Found found = view.found(arguments);
    return new Inspected(
        found.isValue()
            ? new Inspecting(describer, limits(describer, found.value(), items, full))
                .of(found.value())
            : plain(found),
        view.withMotion(List.of()));
  }

  /// Of an object that is laid out below, one line is only a summary; of a string it is all there
  /// is.
  private static Limits limits(Describer describer, long value, int items, boolean full) {
    boolean laidOut = describer.reader().isReceiver(describer.reader().type(value));
    return new Limits(1, 3, items, full ? LONGEST_TEXT : laidOut ? SUMMARY : TEXT);
  }

  /// What is no value of the heap.
  private static Inspection plain(Found found) {
    return new Inspection(
        0, found.type(), found.spelt(), 0, 0, List.of(), List.of(), 0, List.of(), 0, "");
  }

  @Override
  public Document text(Session session, Inspected value) {
    Inspection object = value.object();
    Document page = new Document();
    boolean laidOut =
        !(object.internal().isEmpty()
            && object.properties().isEmpty()
            && object.elements().isEmpty());
    if (!laidOut) {
      Line line = new Line();
      if (object.address() != 0) {
        line.add(Style.ADDRESS, Addresses.hex(object.address())).add(": ");
      }
      page.line(line.add(object.text()));
    } else {
      page.line(
          new Line()
              .add(Style.ADDRESS, Addresses.hex(object.address()))
              .add(": ")
              .add(Style.JAVASCRIPT, object.type())
              .add(Style.DIM, "  %d bytes, map ".formatted(object.bytes()))
              .add(Style.ADDRESS, Addresses.hex(object.map())));
      page.line("  = " + object.text());
      rows(page, "", object.internal());
      rows(page, "properties", object.properties());
      more(page, object.moreProperties());
      rows(page, "elements", object.elements());
    }
    more(page, object.more());
    if (!object.problem().isEmpty()) {
      page.line(Style.UNREADABLE, "  " + object.problem());
    }
    return Notes.append(page, value.problems());
  }

  private static void more(Document page, long count) {
    if (count > 0) {
      page.line(Style.DIM, "    ... %d more, --limit N shows more".formatted(count));
    }
  }

  private static void rows(Document page, String title, List<Inspection.Row> rows) {
    if (!rows.isEmpty() && !title.isEmpty()) {
      page.line("  " + title);
    }
    for (Inspection.Row row : rows) {
      Line line = new Line().add("    ");
      if (!row.name().isEmpty()) {
        line.add(Style.EMPHASIS, row.name());
        line.add(Style.ADDRESS, row.key() == 0 ? "" : "  " + Addresses.hex(row.key())).add(": ");
      }
      line.add(row.text());
      page.line(
          row.address() == 0 ? line : line.add(Style.ADDRESS, "  " + Addresses.hex(row.address())));
    }
  }
}
