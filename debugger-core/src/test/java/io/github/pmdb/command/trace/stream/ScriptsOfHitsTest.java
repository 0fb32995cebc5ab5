package io.github.pmdb.command.trace.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.command.trace.subject.Subject;
import io.github.pmdb.command.trace.subject.Whom;
import io.github.pmdb.fixture.Fixture;
import io.github.pmdb.fixture.Pythons;
import io.github.pmdb.fixture.RunningFixture;
import io.github.pmdb.gdb.process.GdbLaunch;
import io.github.pmdb.gdb.pty.TerminalSize;
import io.github.pmdb.gdb.symbols.SymbolStore;
import io.github.pmdb.interpreter.Inspector;
import io.github.pmdb.interpreter.ScriptStack;
import io.github.pmdb.interpreter.hit.TrailInspector;
import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.uprobe.event.Captured;
import io.github.pmdb.uprobe.spec.Item;
import io.github.pmdb.uprobe.spec.TraceSpec;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Scripts at hits in processes that change meanwhile.
@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class ScriptsOfHitsTest {
  private final Item.Script item =
      (Item.Script) TraceSpec.parse("main print py").items().getFirst();

  /// The names that a language has for threads, by their bases.
  private final Map<Long, String> names = new HashMap<>();

  private final ScriptReader reader =
      new ScriptReader((Subject) proxy((_, _, _) -> inspector(), Subject.class));

  private static Object proxy(InvocationHandler handler, Class<?>... types) {
    return Proxy.newProxyInstance(Subject.class.getClassLoader(), types, handler);
  }

  private Object inspector() {
    return proxy(
        (_, called, arguments) ->
            called.getName().equals("threadName")
                ? Optional.ofNullable(names.get((Long) arguments[0]))
                : new ScriptStack(List.of(), List.of()),
        Inspector.class,
        TrailInspector.class);
  }

  private String name(int thread, long base) {
    return reader.read(item, new Captured.Frames(List.of(), 0, base), thread).threadName();
  }

  @Test
  void aThreadMayGetItsNameAfterItsFirstHit() {
    assertEquals("", name(1, 0x1000));
    names.put(0x1000L, "loader");
    while (!name(1, 0x1000).equals("loader") && !Thread.currentThread().isInterrupted()) {
      Thread.onSpinWait();
    }
    assertEquals("loader", name(1, 0x1000));
  }

  @Test
  void anotherThreadWithAnOldIdHasANameOfItsOwn() {
    names.put(0x1000L, "loader");
    names.put(0x2000L, "writer");
    assertEquals("loader", name(1, 0x1000));
    assertEquals("writer", name(1, 0x2000));
  }

  /// The subject, of which no runtime is known any more once the probes are there.
  private static Subject endingWhenBegun(Subject real) {
    AtomicBoolean begun = new AtomicBoolean();
    InvocationHandler handler =
        (_, called, arguments) -> {
          begun.compareAndSet(false, called.getName().equals("begin"));
          if (begun.get() && called.getName().equals("runtime")) {
            throw new UserError("it has ended", "");
          }
          try {
            return called.invoke(real, arguments);
          } catch (InvocationTargetException e) {
            throw e.getCause();
          }
        };
    return (Subject) proxy(handler, Subject.class);
  }

  @Test
  void stacksWhoseScriptsCannotBeReadAreCountedWithoutThem() {
    try (RunningFixture target = Fixture.start(Pythons.any().command("hits"));
        SymbolStore store =
            new SymbolStore(GdbLaunch.usual(new TerminalSize(80, 24)), List.of(), 0);
        Subject subject = endingWhenBegun(Subject.of(new Whom.Running(target.pid()), store));
        StackCounts counts =
            StackCounts.start(subject, "*mkdir", StackCounts.How.WITH_SCRIPT, 1000)) {
      target.type("plain");
      target.awaitLine("done plain");
      counts.stop();
      Map<List<String>, Long> stacks = counts.counts();
      assertEquals(1, stacks.size(), stacks.toString());
      List<String> stack = stacks.keySet().iterator().next();
      assertEquals("mkdir", stack.getFirst(), stacks.toString());
      assertTrue(stack.size() > 1, stacks.toString());
    }
  }
}
