package io.github.pmdb.command.trace.stream;

import io.github.pmdb.command.trace.stream.HitRow.Caller;
import io.github.pmdb.command.trace.subject.Subject;
import io.github.pmdb.frame.Demangler;
import io.github.pmdb.frame.NativeFrame;
import io.github.pmdb.memory.Addresses;
import io.github.pmdb.snapshot.LoadedObject;
import io.github.pmdb.snapshot.ObjectSymbols.Symbol;
import io.github.pmdb.snapshot.Snapshot;
import io.github.pmdb.uprobe.agent.ContextRegister;
import io.github.pmdb.uprobe.event.Captured;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;

/// Names the callers of hits.
public final class StackReader {
  private final Subject subject;
  private final Map<Snapshot, CopiedStacks> copies = new WeakHashMap<>();

  public StackReader(Subject subject) {
    this.subject = subject;
  }

  /// Innermost first.
  ///
  /// @param most frames
  public List<Caller> callers(Captured captured, int pid, int most) {
    return switch (captured) {
      case Captured.Stack stack ->
          stack.addresses().stream().map(address -> caller(pid, address)).toList();
      case Captured.StackCopy thread -> unwound(thread, pid, most);
      case Captured.Scalar _,
          Captured.Block _,
          Captured.Frames _,
          Captured.Text _,
          Captured.Unreadable _,
          Captured.DividedByZero _,
          Captured.Refused _ ->
          List.of();
    };
  }

  private List<Caller> unwound(Captured.StackCopy thread, int pid, int most) {
    long pc = thread.registers().get(ContextRegister.RIP.number());
    Optional<Snapshot> process = subject.process(pid, pc);
    if (process.isEmpty()) {
      String why = pid == 0 ? "is not seen from this container" : "has ended";
      return List.of(new Caller(pc, "(the process %s)".formatted(why)));
    }
    return copies.computeIfAbsent(process.get(), CopiedStacks::new).unwind(thread, most).stream()
        .map(StackReader::caller)
        .toList();
  }

  private static Caller caller(NativeFrame frame) {
    String name =
        frame
            .function()
            .map(function -> named(function, frame.functionOffset()))
            .or(() -> frame.object().map(path -> path.substring(path.lastIndexOf('/') + 1)))
            .orElse("");
    return new Caller(frame.pc(), name);
  }

  private Caller caller(int pid, long address) {
    Optional<LoadedObject> object =
        subject.process(pid, address).stream()
            .flatMap(snapshot -> snapshot.objects().stream())
            .filter(it -> Addresses.within(address, it.start(), it.end()))
            .findFirst();
    String name =
        object
            .map(it ->
                it.symbols().at(address).map(symbol -> name(symbol, address)).orElse(it.name()))
            .orElse("");
    return new Caller(address, name);
  }

  private static String name(Symbol symbol, long address) {
    return named(Demangler.demangle(symbol.name()), address - symbol.address());
  }

  private static String named(String function, long into) {
    return into == 0 ? function : function + "+" + into;
  }
}
