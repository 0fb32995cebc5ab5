package io.github.pmdb.command.python.suspended;

import io.github.pmdb.command.python.FrameText;
import io.github.pmdb.interpreter.Fiber;
import io.github.pmdb.interpreter.Fiber.State;
import io.github.pmdb.interpreter.FiberReport;
import io.github.pmdb.memory.Addresses;
import io.github.pmdb.output.Document;
import io.github.pmdb.output.Line;
import io.github.pmdb.output.Style;
import io.github.pmdb.source.SourceFinder;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/// Greenlets below the thread that they belong to.
final class FiberList {
  private final Document page;
  private final FiberReport report;
  private final SourceFinder sources;
  private final FrameText frames;
  private final Map<Long, Fiber> byAddress = new HashMap<>();

  FiberList(Document page, FiberReport report, SourceFinder sources) {
    this.page = page;
    this.report = report;
    this.sources = sources;
    this.frames = new FrameText(page);
    report.fibers().forEach(fiber -> byAddress.put(fiber.address(), fiber));
  }

  void print() {
    summary();
    Map<OptionalLong, List<Fiber>> byThread =
        report.fibers().stream()
            .collect(Collectors.groupingBy(Fiber::tid, LinkedHashMap::new, Collectors.toList()));
    byThread.forEach((tid, fibers) -> {
      page.line(
          Style.HEADING,
          tid.isPresent() ? "Thread " + tid.getAsLong() : "Of a thread that is not known");
      ofThread(fibers);
    });
  }

  private void summary() {
    Line line = new Line().add(Style.HEADING, report.interpreter());
    if (report.library().isEmpty()) {
      page.line(line.add(": greenlet is not loaded"));
      return;
    }
    Map<State, Integer> counts = new EnumMap<>(State.class);
    report.fibers().forEach(fiber -> counts.merge(fiber.state(), 1, Integer::sum));
    String states =
        counts.entrySet().stream()
            .map(entry -> entry.getValue() + " " + word(entry.getKey()))
            .collect(Collectors.joining(", "));
    if (report.fibers().size() < report.total()) {
      states = "of the %d that were read: %s".formatted(report.fibers().size(), states);
    }
    page.line(
        line.add(", ")
            .add(report.library())
            .add(
                ": %d %s".formatted(report.total(), report.total() == 1 ? "greenlet" : "greenlets"))
            .add(states.isEmpty() ? "" : " (" + states + ")"));
  }

  private static String word(State state) {
    return state.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /// What makes greenlets alike: the function and the place.
  private record Shape(
      String type, String function, State state, long parent, List<String> places) {
    static Shape of(Fiber fiber) {
      return new Shape(
          fiber.type(),
          fiber.function(),
          fiber.state(),
          fiber.parentAddress(),
          Alike.places(fiber.frames()));
    }
  }

  private void ofThread(List<Fiber> fibers) {
    Alike.each(
        fibers,
        fiber -> fiber.problem().isEmpty() ? Shape.of(fiber) : fiber,
        this::fiber,
        others ->
            page.line(new Line().add("  " + Alike.counted("greenlets", others, FiberList::title))));
  }

  private static String title(Fiber fiber) {
    return fiber.name().isEmpty()
        ? "at " + Addresses.hex(fiber.address())
        : "\"" + fiber.name() + "\"";
  }

  private void fiber(Fiber fiber) {
    Line line = new Line().add("  ").add(Style.HEADING, fiber.type() + " " + title(fiber));
    if (fiber.main()) {
      line.add(" (main)");
    }
    if (!fiber.function().isEmpty()) {
      line.add(", ").add(Style.PYTHON, fiber.function());
    }
    line.add(", ")
        .add(
            fiber.state() == State.RUNNING ? Style.EMPHASIS : Style.PLAIN,
            fiber.state() == State.UNREADABLE ? "not readable" : word(fiber.state()));
    if (fiber.parentAddress() != 0) {
      line.add(", parent ").add(parent(fiber.parentAddress()));
    }
    if (!fiber.problem().isEmpty()) {
      line.add(" ").add(Style.UNREADABLE, "[" + fiber.problem() + "]");
    }
    page.line(line);
    frames.files("    ", fiber.frames(), sources);
  }

  private String parent(long address) {
    Fiber parent = byAddress.get(address);
    if (parent != null && parent.main()) {
      return "main";
    }
    return parent == null ? "at " + Addresses.hex(address) : parent.type() + " " + title(parent);
  }
}
