package io.github.pmdb.uprobe.trace;

import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.uprobe.agent.Bytecode;
import io.github.pmdb.uprobe.agent.Op;
import io.github.pmdb.uprobe.agent.Step;
import io.github.pmdb.uprobe.agent.Verifier;
import io.github.pmdb.uprobe.compile.ExpressionCompiler;
import io.github.pmdb.uprobe.compile.Watch;
import io.github.pmdb.uprobe.event.Capture;
import io.github.pmdb.uprobe.spec.Item;
import java.util.ArrayList;
import java.util.List;

/// What is taken along at one point.
final class Taken {
  /// Of a stack, for few frames and for many.
  private static final int SHORT = 2 << 10;

  private static final int LONG = 8 << 10;
  private static final int FEW_FRAMES = 4;

  /// For what has no value: a number that means nothing.
  private static final Capture NOTHING =
      new Capture.Scalar(
          Verifier.verify(
              new Bytecode(List.of(new Step(0, new Op.Constant(0)), new Step(1, new Op.End())))));

  private final ExpressionCompiler compiler;
  private final Scripts scripts;
  final List<Capture> captures = new ArrayList<>();
  final List<Field> fields = new ArrayList<>();

  /// Of each field, which item it came of.
  final List<Integer> items = new ArrayList<>();

  final List<String> remarks = new ArrayList<>();

  Taken(ExpressionCompiler compiler, Scripts scripts) {
    this.compiler = compiler;
    this.scripts = scripts;
  }

  /// @param number of the item
  /// @param inFormat whether there is a format for expressions
  void add(Item item, int number, boolean inFormat) {
    switch (item) {
      case Item.Expression expression -> add(expression.part().text(), number, inFormat);
      case Item.Text(String words) -> add(NOTHING, new Field.Text(words), number);
      case Item.Locals _ -> add(compiler.locals(), number);
      case Item.Arguments _ -> add(compiler.parameters(), number);
      case Item.Result _ -> add(compiler.result(), number);
      case Item.Script script -> add(scripts.capture(script), new Field.Script(script), number);
      case Item.Backtrace(int frames, boolean byPointers) -> {
        int bytes = frames <= FEW_FRAMES ? SHORT : LONG;
        add(
            byPointers ? new Capture.Stack(frames) : new Capture.StackCopy(bytes),
            new Field.Backtrace(frames),
            number);
      }
    }
  }

  /// A place where it has no value is told of at each hit, as long as there are others.
  private void add(String expression, int number, boolean inFormat) {
    try {
      add(compiler.watch(expression), number, inFormat);
    } catch (UserError e) {
      if (Thread.currentThread().isInterrupted()) {
        throw e; // it was not answered whether it has one
      }
      add(NOTHING, new Field.Missing(expression, e, inFormat), number);
    }
  }

  void add(Capture capture, Field field, int number) {
    captures.add(capture);
    fields.add(field);
    items.add(number);
  }

  private void add(ExpressionCompiler.Several several, int number) {
    several.watches().forEach(watch -> add(watch, number, false));
    remarks.addAll(several.reasons());
  }

  private void add(Watch watch, int number, boolean inFormat) {
    add(watch.capture(), Field.Expression.of(watch, inFormat), number);
  }
}
