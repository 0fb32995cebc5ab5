package io.github.pmdb.uprobe.trace;

import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.uprobe.agent.Bytecode;
import io.github.pmdb.uprobe.agent.ContextRegister;
import io.github.pmdb.uprobe.agent.Op;
import io.github.pmdb.uprobe.agent.Operator;
import io.github.pmdb.uprobe.agent.Step;
import io.github.pmdb.uprobe.agent.Verifier;
import io.github.pmdb.uprobe.attach.Instructions;
import io.github.pmdb.uprobe.compile.ExpressionCompiler;
import io.github.pmdb.uprobe.compile.Symbols;
import io.github.pmdb.uprobe.event.Capture;
import io.github.pmdb.uprobe.event.EventProgram;
import io.github.pmdb.uprobe.spec.Item;
import io.github.pmdb.uprobe.spec.TraceSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Plans for both ends of calls, each with a record of its own. Where the return address lies on
/// the stack tells which return belongs to which entry, and which calls are over.
final class TreePlan {
  private static final int STACK_POINTER = ContextRegister.RSP.number();

  private final TraceRun.Wanted wanted;
  private final TraceSpec spec;
  private final Symbols symbols;
  private final Instructions code;

  /// @throws UserError when the calls are asked for in a way that tears trees apart
  TreePlan(TraceRun.Wanted wanted, Symbols symbols, Instructions code) {
    this.wanted = wanted;
    this.spec = wanted.spec();
    if (spec.condition().isPresent() || spec.format().isPresent()) {
      throw new UserError(
          "a tree is of all calls: it takes neither a condition nor a format",
          "trace-tree FUNCTION [print ITEM, …]; trace-return tells calls one by one");
    }
    this.symbols = symbols;
    this.code = code;
  }

  /// First the returns: of a call whose entry is seen, the return is too.
  List<Plan> plans(List<Long> places) {
    List<Plan> returns = new ArrayList<>();
    List<Plan> entries = new ArrayList<>();
    for (long place : places) {
      if (spec.items().isEmpty()) {
        entries.add(bare(place, entryMarks(), false));
        returns.add(bare(place, returnMarks(), true));
      } else {
        printing(place, entries, returns);
      }
    }
    returns.addAll(entries);
    return returns;
  }

  /// The name is all that is told, which needs no debugger.
  private Plan bare(long place, Marks marks, boolean atReturn) {
    String name = code.name(place);
    return plan(place, name.isEmpty() ? symbols.function(place).name() : name, marks, atReturn);
  }

  private void printing(long place, List<Plan> entries, List<Plan> returns) {
    ExpressionCompiler compiler = new ExpressionCompiler(symbols, place);
    Taken before = new Taken(compiler, wanted.scripts());
    Taken behind = new Taken(compiler.atReturn(), wanted.scripts());
    for (Item item : CallPlan.items(spec, compiler)) {
      (CallPlan.isResult(item) ? behind : before).add(item, 0, false);
    }
    String name = compiler.functionName().isEmpty() ? code.name(place) : compiler.functionName();
    entries.add(plan(place, name, entryMarks().and(before), false));
    returns.add(plan(place, name, returnMarks().and(behind), true));
  }

  private record Marks(List<Capture> captures, List<Field> fields, List<String> remarks) {
    Marks and(Taken taken) {
      return new Marks(
          CallPlan.joined(captures, taken.captures),
          CallPlan.joined(fields, taken.fields),
          taken.remarks);
    }
  }

  private static Marks entryMarks() {
    return new Marks(
        List.of(
            number(new Op.ReadRegister(STACK_POINTER)),
            number(new Op.ReadRegister(STACK_POINTER), new Op.Reference(Long.BYTES))),
        List.of(new Field.Slot(), new Field.Caller()),
        List.of());
  }

  private Marks returnMarks() {
    return new Marks(
        List.of(
            number(
                new Op.ReadRegister(STACK_POINTER),
                new Op.Constant(code.file().returning().popped()),
                new Op.Binary(Operator.SUB))),
        List.of(new Field.Slot()),
        List.of());
  }

  private static Capture number(Op... operations) {
    List<Step> steps = new ArrayList<>();
    for (Op each : operations) {
      steps.add(new Step(steps.size(), each));
    }
    steps.add(new Step(steps.size(), new Op.End()));
    return new Capture.Scalar(Verifier.verify(new Bytecode(steps)));
  }

  private static Plan plan(long place, String name, Marks marks, boolean atReturn) {
    return new Plan(
        place,
        0,
        name,
        atReturn ? EventProgram.atReturn(marks.captures()) : EventProgram.always(marks.captures()),
        marks.fields(),
        IntStream.range(0, marks.fields().size()).boxed().toList(),
        marks.remarks());
  }
}
