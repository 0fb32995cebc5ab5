package io.github.pmdb.app;

import io.github.pmdb.command.Command;
import io.github.pmdb.command.Commands;
import io.github.pmdb.command.breakpoint.PyBreak;
import io.github.pmdb.command.breakpoint.PyDelete;
import io.github.pmdb.command.breakpoint.PyStep;
import io.github.pmdb.command.machine.CoresCommand;
import io.github.pmdb.command.machine.DoctorCommand;
import io.github.pmdb.command.node.FindJsInstances;
import io.github.pmdb.command.node.FindJsObjects;
import io.github.pmdb.command.node.FindRefs;
import io.github.pmdb.command.node.HeapDiffCommand;
import io.github.pmdb.command.node.HeapSnapshot;
import io.github.pmdb.command.node.InspectJs;
import io.github.pmdb.command.node.JsDominators;
import io.github.pmdb.command.node.JsList;
import io.github.pmdb.command.node.JsStack;
import io.github.pmdb.command.node.NodeInfo;
import io.github.pmdb.command.node.Retainers;
import io.github.pmdb.command.node.V8Settings;
import io.github.pmdb.command.node.loop.ActiveHandles;
import io.github.pmdb.command.node.loop.ActiveRequests;
import io.github.pmdb.command.node.loop.EventLoopCommand;
import io.github.pmdb.command.python.PyBt;
import io.github.pmdb.command.python.PyBtFull;
import io.github.pmdb.command.python.PyExceptions;
import io.github.pmdb.command.python.PyList;
import io.github.pmdb.command.python.PyMove;
import io.github.pmdb.command.python.PyPrint;
import io.github.pmdb.command.python.PyRun;
import io.github.pmdb.command.python.PyThreads;
import io.github.pmdb.command.python.PyVariables;
import io.github.pmdb.command.python.suspended.PyGenerators;
import io.github.pmdb.command.python.suspended.PyGreenlets;
import io.github.pmdb.command.python.suspended.PyTasks;
import io.github.pmdb.command.shell.HelpCommand;
import io.github.pmdb.command.shell.QuitCommand;
import io.github.pmdb.command.stacks.SelectThread;
import io.github.pmdb.command.stacks.StacksCommand;
import io.github.pmdb.command.stacks.ThreadsCommand;
import io.github.pmdb.command.target.MappingsCommand;
import io.github.pmdb.command.target.ModulesCommand;
import io.github.pmdb.command.target.VerdictCommand;
import io.github.pmdb.command.trace.InfoTraces;
import io.github.pmdb.command.trace.InfoUsdt;
import io.github.pmdb.command.trace.TraceCommand;
import io.github.pmdb.command.trace.TraceCount;
import io.github.pmdb.command.trace.TraceLatency;
import io.github.pmdb.command.trace.TraceList;
import io.github.pmdb.command.trace.TraceStacks;
import io.github.pmdb.command.trace.TraceSwitch;
import io.github.pmdb.doctor.Machine;
import java.util.ArrayList;
import java.util.List;

/// The commands of pmdb, in the order in which help shows them.
public final class Catalog {
  private final Commands commands;

  private Catalog(String gdb) {
    List<Command<?>> all = new ArrayList<>();
    all.add(new VerdictCommand());
    all.add(new ModulesCommand());
    all.add(new MappingsCommand());
    all.add(new StacksCommand());
    all.add(new ThreadsCommand());
    all.add(new SelectThread());
    addPython(all);
    addNode(all);
    all.add(TraceCommand.places(gdb));
    all.add(TraceCommand.calls(gdb));
    all.add(TraceCommand.tree(gdb));
    all.add(new InfoTraces());
    all.add(new InfoUsdt());
    all.add(TraceSwitch.delete());
    all.add(TraceSwitch.disable());
    all.add(TraceSwitch.enable());
    all.add(new TraceCount());
    all.add(new TraceLatency());
    all.add(new TraceStacks(gdb));
    all.add(new TraceList());
    all.add(new CoresCommand());
    all.add(new DoctorCommand(Machine.real(gdb)));
    all.add(new HelpCommand(this::commands));
    all.add(new QuitCommand());
    this.commands = new Commands(all);
  }

  private static void addPython(List<Command<?>> all) {
    all.add(new PyBt());
    all.add(new PyBtFull());
    all.add(new PyThreads());
    all.add(new PyTasks());
    all.add(new PyGreenlets());
    all.add(new PyGenerators());
    all.add(new PyExceptions());
    all.add(PyMove.up());
    all.add(PyMove.down());
    all.add(new PyList());
    all.add(PyVariables.locals());
    all.add(PyVariables.arguments());
    all.add(PyVariables.globals());
    all.add(new PyPrint());
    all.add(PyRun.eval());
    all.add(PyRun.exec());
    all.add(new PyBreak());
    all.add(new PyDelete());
    all.add(PyStep.next());
    all.add(PyStep.step());
    all.add(PyStep.finish());
  }

  private static void addNode(List<Command<?>> all) {
    all.add(new FindJsObjects());
    all.add(new FindJsInstances());
    all.add(new InspectJs());
    all.add(new FindRefs());
    all.add(new Retainers());
    all.add(new JsDominators());
    all.add(new HeapSnapshot());
    all.add(new HeapDiffCommand());
    all.add(new NodeInfo());
    all.add(new V8Settings());
    all.add(new EventLoopCommand());
    all.add(new ActiveHandles());
    all.add(new ActiveRequests());
    all.add(new JsStack());
    all.add(new JsList());
  }

  private Commands commands() {
    return commands;
  }

  /// Those that `pmdb bt` runs: to make all of them takes longer than the rest of a short run.
  static Commands ofStacks() {
    return new Commands(List.of(new StacksCommand(), new PyBt(), new PyBtFull()));
  }

  public static Commands all() {
    return all("gdb");
  }

  /// @param gdb the gdb that `doctor` checks: a path, or a name to be found on PATH
  static Commands all(String gdb) {
    return new Catalog(gdb).commands;
  }
}
