package io.github.pmdb.uprobe.kernel;

import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.uprobe.syscall.PidNamespace;
import io.github.pmdb.uprobe.syscall.SystemCalls;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Maps, programs and links that belong together. Closing it takes all of them out of the kernel;
/// so does the end of this process, in whatever way.
public final class Tracer implements AutoCloseable {
  private final LinkKind kind;
  private final Map<String, KernelMap> maps = new HashMap<>();
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();

  /// Uses the best kind of link that the kernel has.
  ///
  /// @throws UserError when the kernel or the machine is not one for probes
  public static Tracer open() {
    return new Tracer(LinkKind.best());
  }

  public Tracer(LinkKind kind) {
    SystemCalls.requireMachine();
    PidNamespace.requireOwnProc();
    this.kind = kind;
  }

  /// Makes a map, which programs loaded later find by its name.
  ///
  /// @throws UserError when the kernel refuses, for lack of rights above all
  public KernelMap map(String name, MapShape shape) {
    KernelMap map = KernelMap.create(shape);
    parts.push(map);
    maps.put(name, map);
    return map;
  }

  /// Lets programs loaded later find a map by a name that is another's to close.
  public void share(String name, KernelMap map) {
    maps.put(name, map);
  }

  /// @param name what lists of the machine's programs show
  public ProgramShape shape(String name, io.github.pmdb.uprobe.bpf.Code code) {
    return new ProgramShape(name, code, kind, false);
  }

  /// Gives a program to the kernel's verifier. Its maps must be there.
  public LoadOutcome load(ProgramShape shape) {
    LoadOutcome outcome = ProgramLoad.run(shape, name -> map(name).descriptor());
    if (outcome instanceof LoadOutcome.Loaded(Program program)) {
      parts.push(program);
    }
    return outcome;
  }

  private KernelMap map(String name) {
    KernelMap map = maps.get(name);
    if (map == null) {
      throw new IllegalStateException("no map '%s' was made".formatted(name));
    }
    return map;
  }

  /// Ties a program to code; it runs from now on.
  ///
  /// @throws UserError when that fails as a whole; single points that fail are told by the link
  public UprobeLink attach(Program program, ProbeSet probes) {
    UprobeLink link = UprobeLink.attach(program, probes);
    parts.push(link);
    return link;
  }

  /// Lets go of a link before the rest.
  public void detach(UprobeLink link) {
    parts.remove(link);
    link.close();
  }

  /// Takes all probes away. Maps stay, with what is in them.
  public void detach() {
    for (AutoCloseable part : List.copyOf(parts)) {
      if (part instanceof UprobeLink link) {
        detach(link);
      }
    }
  }

  @Override
  public void close() {
    while (!parts.isEmpty()) {
      close(parts.pop());
    }
  }

  private static void close(AutoCloseable part) {
    switch (part) {
      case UprobeLink link -> link.close();
      case Program program -> program.close();
      case KernelMap map -> map.close();
      default -> throw new AssertionError("nothing else is kept: " + part);
    }
  }
}
