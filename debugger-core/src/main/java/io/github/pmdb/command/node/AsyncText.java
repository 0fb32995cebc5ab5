package io.github.pmdb.command.node;

import io.github.pmdb.memory.Addresses;
import io.github.pmdb.node.frame.AsyncChain;
import io.github.pmdb.node.frame.JsFrame;
import io.github.pmdb.node.word.Tagged;
import io.github.pmdb.output.Document;
import io.github.pmdb.output.Line;
import io.github.pmdb.output.Style;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// Chains of async functions that wait; those that wait in the same places are put together.
final class AsyncText {
  private AsyncText() {}

  /// @param address of the promise that the innermost waits for, of the first such chain
  /// @param times how many chains wait in these places
  /// @param more how many other async functions wait for one of the frames
  record Waiting(long address, int times, int more, List<JsStack.Frame> frames) {}

  static List<Waiting> of(
      List<AsyncChain> chains, Function<List<JsFrame>, List<JsStack.Frame>> frames) {
    Map<List<JsStack.Frame>, List<AsyncChain>> groups = new LinkedHashMap<>();
    for (AsyncChain chain : chains) {
      groups.computeIfAbsent(frames.apply(chain.frames()), _ -> new ArrayList<>()).add(chain);
    }
    List<Waiting> waiting = new ArrayList<>();
    groups.forEach((places, same) ->
        waiting.add(
            new Waiting(
                Tagged.address(same.getFirst().promise()),
                same.size(),
                same.stream().mapToInt(AsyncChain::more).sum(),
                places)));
    return waiting;
  }

  static void show(Document page, List<Waiting> all) {
    for (Waiting waiting : all) {
      Line line =
          new Line()
              .add(Style.EMPHASIS, "    waits for ")
              .add("Promise ")
              .add(Style.ADDRESS, Addresses.hex(waiting.address()));
      if (waiting.times() > 1) {
        line.add(", and %d more in the same places".formatted(waiting.times() - 1));
      }
      page.line(line);
      for (JsStack.Frame frame : waiting.frames()) {
        page.line(
            new Line()
                .add("      at ")
                .add(Style.JAVASCRIPT, JsStack.name(frame))
                .add(" (" + JsStack.place(frame) + ")"));
      }
      if (waiting.more() > 0) {
        page.line(Style.DIM, "      … %d more wait for one of these".formatted(waiting.more()));
      }
    }
  }
}
