package io.github.pmdb.command.trace.stream;

import io.github.pmdb.command.trace.stream.HitRow.Caller;
import io.github.pmdb.command.trace.subject.Subject;
import io.github.pmdb.frame.Demangler;
import io.github.pmdb.frame.NativeFrame;
import io.github.pmdb.frame.merge.MergedStack;
import io.github.pmdb.interpreter.Inspector;
import io.github.pmdb.interpreter.ScriptFrame;
import io.github.pmdb.interpreter.ScriptStack;
import io.github.pmdb.interpreter.hit.TrailInspector;
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
import java.util.stream.IntStream;

/// Names the callers of hits.
public final class StackReader {
  private final Subject subject;
  private final Map<Snapshot, CopiedStacks> copies = new WeakHashMap<>();

  private final Optional<SourceLine> lines;

  /// @param lines that are to be told, too
  StackReader(Subject subject, Optional<SourceLine> lines) {
    this.subject = subject;
    this.lines = lines;
  }

  /// Innermost first.
  ///
  /// @param most frames
  public List<Caller> callers(Captured captured, int pid, int most) {
    return switch (captured) {
      case Captured.Stack stack ->
          IntStream.range(0, stack.addresses().size())
              .mapToObj(i -> caller(pid, stack.addresses().get(i), i))
              .toList();
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

  /// Names of functions, those of a script among those of native code, innermost first. Functions
  /// of the interpreter that run the script's are left out.
  ///
  /// @param most native frames
  List<String> functions(
      Captured.StackCopy thread, int pid, int most, Captured.Frames script, Inspector inspector) {
    long pc = thread.registers().get(ContextRegister.RIP.number());
    Optional<Snapshot> process = subject.process(pid, pc);
    if (process.isEmpty() || !(inspector instanceof TrailInspector trails)) {
      return unwound(thread, pid, most).stream().map(Caller::function).toList();
    }
    ScriptStack stack = trails.stack(script.frames(), script.rest());
    return copies
        .computeIfAbsent(process.get(), CopiedStacks::new)
        .merged(thread, most, stack, inspector)
        .stream()
        .flatMap(item -> function(process.get(), item).stream())
        .toList();
  }

  private Optional<String> function(Snapshot process, MergedStack.Item item) {
    return switch (item) {
      case MergedStack.NativeItem(NativeFrame frame, boolean internal) ->
          internal ? Optional.empty() : Optional.of(caller(process, frame).function());
      case MergedStack.ScriptItem(ScriptFrame frame) -> {
        String file = frame.file().substring(frame.file().lastIndexOf('/') + 1);
        yield Optional.of("%s (%s)".formatted(frame.function(), file));
      }
    };
  }

  private List<Caller> unwound(Captured.StackCopy thread, int pid, int most) {
    long pc = thread.registers().get(ContextRegister.RIP.number());
    Optional<Snapshot> process = subject.process(pid, pc);
    if (process.isEmpty()) {
      String why = pid == 0 ? "is not seen from this container" : "has ended";
      return List.of(new Caller(pc, "(the process %s)".formatted(why), ""));
    }
    return copies.computeIfAbsent(process.get(), CopiedStacks::new).unwind(thread, most).stream()
        .map(frame -> caller(process.get(), frame))
        .toList();
  }

  private Caller caller(Snapshot process, NativeFrame frame) {
    String name =
        frame
            .function()
            .map(function -> named(function, frame.functionOffset()))
            .or(() -> frame.object().map(path -> path.substring(path.lastIndexOf('/') + 1)))
            .orElse("");
    return new Caller(
        frame.pc(), name, line(object(process, frame.pc()), frame.pc(), frame.level()));
  }

  /// A caller's address is that behind the call.
  private String line(Optional<LoadedObject> object, long address, int level) {
    return lines
        .flatMap(all -> object.map(it -> all.of(it, level == 0 ? address : address - 1)))
        .orElse("");
  }

  private static Optional<LoadedObject> object(Snapshot process, long address) {
    return process.objects().stream()
        .filter(it -> Addresses.within(address, it.start(), it.end()))
        .findFirst();
  }

  private Caller caller(int pid, long address, int level) {
    Optional<LoadedObject> object =
        subject.process(pid, address).flatMap(process -> object(process, address));
    String name =
        object
            .map(it ->
                it.symbols().at(address).map(symbol -> name(symbol, address)).orElse(it.name()))
            .orElse("");
    return new Caller(address, name, line(object, address, level));
  }

  private static String name(Symbol symbol, long address) {
    return named(Demangler.demangle(symbol.name()), address - symbol.address());
  }

  private static String named(String function, long into) {
    return into == 0 ? function : function + "+" + into;
  }
}
