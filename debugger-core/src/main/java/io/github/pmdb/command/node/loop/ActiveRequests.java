package io.github.pmdb.command.node.loop;

import io.github.pmdb.command.Arguments;
import io.github.pmdb.command.Command;
import io.github.pmdb.command.CommandSpec;
import io.github.pmdb.command.CommandSpec.Group;
import io.github.pmdb.command.CommandSpec.Kind;
import io.github.pmdb.command.CommandSpec.Need;
import io.github.pmdb.command.Notes;
import io.github.pmdb.command.Session;
import io.github.pmdb.memory.Addresses;
import io.github.pmdb.node.loop.Request;
import io.github.pmdb.output.Document;
import io.github.pmdb.output.Line;
import io.github.pmdb.output.Style;
import io.github.pmdb.snapshot.Problem;
import java.util.List;
import java.util.stream.Stream;

/// `getactiverequests`: what an event loop has begun and not ended.
public final class ActiveRequests implements Command<ActiveRequests.Listed> {
  /// @param others requests that libuv counts and JavaScript has no object of
  public record Loop(int isolate, List<Request> requests, long others) {}

  public record Listed(List<Loop> loops, List<Problem> problems) {}

  @Override
  public CommandSpec spec() {
    return CommandSpec.of(
            "getactiverequests",
            Group.JAVASCRIPT,
            "List files, connections and look-ups under way in Node.js",
            """
            Each with what it asks for (a path, a descriptor, a host) and the function that will
            be told. Requests that JavaScript has no list of are counted: compression,
            cryptography, and those of libraries.
            """)
        .alias("v8 getactiverequests")
        .optional("--isolate", Kind.INTEGER, "only this isolate; `nodeinfo` lists them")
        .needs(Need.TARGET)
        .needs(Need.NODE)
        .needs(Need.STILL)
        .example("getactiverequests", "requests of all isolates");
  }

  @Override
  public Listed run(Session session, Arguments arguments) {
    LoopView view = LoopView.of(session, arguments);
    return new Listed(
        view.loops().stream()
            .map(l ->
                new Loop(
                    l.isolate(),
                    l.requests(),
                    Math.max(0, l.activeRequests() - l.requests().size())))
            .toList(),
        view.problems());
  }

  @Override
  public Document text(Session session, Listed value) {
    Document page = new Document();
    for (Loop loop : value.loops()) {
      page.line(
          Style.HEADING,
          "isolate %d: %d requests%s"
              .formatted(
                  loop.isolate(),
                  loop.requests().size(),
                  loop.others() == 0
                      ? ""
                      : ", and %d that JavaScript has no list of".formatted(loop.others())));
      loop.requests().forEach(r -> page.line(row("  ", r)));
    }
    return Notes.append(page, value.problems());
  }

  static Line row(String indent, Request request) {
    Line line =
        new Line()
            .add(indent)
            .add(Style.JAVASCRIPT, request.kind())
            .add(Style.ADDRESS, request.object() == 0 ? "" : " " + Addresses.hex(request.object()));
    String what =
        String.join(
            ", ",
            Stream.concat(Stream.of(request.operation()), request.facts().stream())
                .filter(t -> !t.isEmpty())
                .toList());
    line.add(what.isEmpty() ? "" : ": " + what);
    return request.callback().isEmpty() ? line : line.add(", then " + request.callback());
  }
}
