package io.github.pmdb.target;

import io.github.pmdb.interpreter.Inspector;
import io.github.pmdb.interpreter.Interpreter;
import io.github.pmdb.interpreter.Interpreter.Detection;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.snapshot.Snapshot;
import io.github.pmdb.target.Target.FailedInterpreter;
import io.github.pmdb.target.Target.Interpreters;
import java.util.ArrayList;
import java.util.List;

/// Asks every interpreter plug-in whether its runtime is in a snapshot.
public final class InterpreterSearch {
  /// By name, since no class of theirs is seen here. A ServiceLoader opens every jar to find the
  /// same two, which takes a tenth of a short run.
  private static final List<String> PLUG_INS =
      List.of("io.github.pmdb.cpython.CPython", "io.github.pmdb.node.NodeInterpreter");

  private InterpreterSearch() {}

  public static Interpreters in(Snapshot snapshot) {
    List<Inspector> inspectors = new ArrayList<>();
    List<FailedInterpreter> failed = new ArrayList<>();
    for (String plugIn : PLUG_INS) {
      Interpreter interpreter = make(plugIn);
      switch (detect(interpreter, snapshot)) {
        case Detection.Found(Inspector inspector) -> inspectors.add(inspector);
        case Detection.Failed(String what, List<String> steps, boolean lasting) ->
            failed.add(new FailedInterpreter(interpreter.language(), what, steps, lasting));
        case Detection.NotPresent() -> {}
      }
    }
    return new Interpreters(List.copyOf(inspectors), List.copyOf(failed));
  }

  private static Interpreter make(String plugIn) {
    try {
      return Class.forName(plugIn)
          .asSubclass(Interpreter.class)
          .getDeclaredConstructor()
          .newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(plugIn + " is not there", e);
    }
  }

  private static Detection detect(Interpreter interpreter, Snapshot snapshot) {
    try {
      return interpreter.detect(snapshot);
    } catch (MemoryFault e) {
      return new Detection.Failed(
          interpreter.language(), List.of(String.valueOf(e.getMessage())), false);
    }
  }
}
