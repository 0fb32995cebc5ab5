package io.github.pmdb.command.node.loop;

import io.github.pmdb.command.Arguments;
import io.github.pmdb.command.CommandSpec;
import io.github.pmdb.command.CommandSpec.Group;
import io.github.pmdb.command.CommandSpec.Kind;
import io.github.pmdb.command.CommandSpec.Need;
import io.github.pmdb.memory.Addresses;
import io.github.pmdb.node.loop.EventLoop;
import io.github.pmdb.node.loop.Request;
import io.github.pmdb.output.Count;
import io.github.pmdb.output.Line;
import io.github.pmdb.output.Style;
import java.util.List;
import java.util.stream.Stream;

/// `getactiverequests`: what an event loop has begun and not ended.
public final class ActiveRequests extends PerLoop<ActiveRequests.Loop> {
  /// @param others requests that libuv counts and JavaScript has no object of
  public record Loop(int isolate, List<Request> requests, long others) {}

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
        .needs(Need.COPY)
        .example("getactiverequests", "requests of all isolates");
  }

  @Override
  Loop of(EventLoop loop, Arguments arguments) {
    return new Loop(
        loop.isolate(),
        loop.requests(),
        Math.max(0, loop.activeRequests() - loop.requests().size()));
  }

  @Override
  String heading(Loop loop) {
    return "isolate %d: %s%s"
        .formatted(
            loop.isolate(),
            Count.of(loop.requests().size(), "request"),
            loop.others() == 0
                ? ""
                : ", and %d that JavaScript has no list of".formatted(loop.others()));
  }

  @Override
  Stream<Line> rows(Loop loop) {
    return loop.requests().stream().map(r -> row("  ", r));
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
