package io.github.pmdb.command.trace;

import io.github.pmdb.command.Background;
import io.github.pmdb.command.Session;
import io.github.pmdb.command.trace.stream.TraceJob;
import io.github.pmdb.memory.Addresses;
import io.github.pmdb.output.Document;
import io.github.pmdb.output.Style;
import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.target.LiveEngine;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Breakpoints of the debugger in places that have probes. The kernel takes the trap for the
/// probe's, so that the debugger never stops there, and what each puts back the other one loses.
public final class TraceClash {
  private TraceClash() {}

  /// Where the debugger of the session has breakpoints now.
  static Set<Long> breakpoints(Session session) {
    return engine(session)
        .map(engine -> (Set<Long>) new HashSet<>(engine.breakpointAddresses()))
        .orElse(Set.of());
  }

  private static Optional<LiveEngine> engine(Session session) {
    try {
      return session
          .target()
          .startedEngine()
          .filter(LiveEngine.class::isInstance)
          .map(LiveEngine.class::cast);
    } catch (UserError _) {
      // Nothing is open, and so nothing is debugged.
      return Optional.empty();
    }
  }

  /// To be asked behind each line that went to the debugger. While the process stands still its
  /// breakpoints are not in the code yet: a trace in the same place gives way.
  public static Optional<Document> after(Session session) {
    List<Background.Numbered> traces =
        session.background().all().stream().filter(TraceClash::runs).toList();
    Optional<LiveEngine> engine = traces.isEmpty() ? Optional.empty() : engine(session);
    if (engine.isEmpty()) {
      return Optional.empty();
    }
    Set<Long> breakpoints = breakpoints(session);
    Document page = new Document();
    for (Background.Numbered each : traces) {
      ((TraceJob) each.activity())
          .places().stream()
              .filter(breakpoints::contains)
              .findFirst()
              .ifPresent(place -> page.line(Style.WARNING, giveWay(each, engine.get(), place)));
    }
    return page.lines().isEmpty() ? Optional.empty() : Optional.of(page);
  }

  private static boolean runs(Background.Numbered each) {
    return each.activity() instanceof TraceJob
        && each.activity().status().state() == Background.State.RUNNING;
  }

  private static String giveWay(Background.Numbered trace, LiveEngine engine, long place) {
    String where = Addresses.hex(place);
    if (!engine.stopped()) {
      return "the breakpoint at %s never stops: trace %d has a probe there; delete the breakpoint before the trace"
          .formatted(where, trace.number());
    }
    trace.activity().disable();
    return "trace %d is disabled: the breakpoint at %s would never stop beside a probe"
        .formatted(trace.number(), where);
  }
}
