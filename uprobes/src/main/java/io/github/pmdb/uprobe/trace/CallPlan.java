package io.github.pmdb.uprobe.trace;

import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.uprobe.agent.CheckedCode;
import io.github.pmdb.uprobe.compile.ExpressionCompiler;
import io.github.pmdb.uprobe.event.CallProgram;
import io.github.pmdb.uprobe.event.Capture;
import io.github.pmdb.uprobe.spec.Item;
import io.github.pmdb.uprobe.spec.Part;
import io.github.pmdb.uprobe.spec.TraceSpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// Plans for calls: what has `$retval` in it is evaluated where the function returns, everything
/// else where it is entered.
final class CallPlan {
  private static final Pattern RESULT = Pattern.compile("\\$retval\\b");

  private final TraceRun.Wanted wanted;
  private final TraceSpec spec;
  private final ExpressionCompiler atEntry;
  private final ExpressionCompiler atReturn;

  CallPlan(TraceRun.Wanted wanted, ExpressionCompiler atEntry) {
    this.wanted = wanted;
    this.spec = wanted.spec();
    this.atEntry = atEntry;
    this.atReturn = atEntry.atReturn();
  }

  /// @param popped how far the stack pointer is above the place of the return address at a return
  Plan plan(long place, int popped) {
    Taken before = new Taken(atEntry, wanted.scripts());
    Taken behind = new Taken(atReturn, wanted.scripts());
    behind.add(new Capture.Elapsed(), new Field.Elapsed(), Integer.MAX_VALUE);
    int number = 0;
    for (Item item : items(spec)) {
      (isResult(item) ? behind : before).add(item, number++, spec.format().isPresent());
    }
    List<Field> fields = joined(before.fields, behind.fields);
    List<Integer> numbers = joined(before.items, behind.items);
    return new Plan(
        place,
        0,
        atEntry.functionName(),
        new CallProgram(
            new CallProgram.End(condition(false), before.captures),
            new CallProgram.End(condition(true), behind.captures),
            wanted.perSecond(),
            popped),
        fields,
        IntStream.range(0, fields.size())
            .boxed()
            .sorted(Comparator.comparing(numbers::get))
            .toList(),
        joined(before.remarks, behind.remarks));
  }

  /// Without a word of what to print, what went in and what came out.
  static List<Item> items(TraceSpec spec) {
    if (spec.items().isEmpty() && spec.format().isEmpty()) {
      return List.of(new Item.Arguments(spec.location()), new Item.Result());
    }
    if (spec.items().stream().anyMatch(Item.Locals.class::isInstance)) {
      throw new UserError(
          "a function has no variables yet where it is entered, and none any more where it returns",
          "print args, $retval");
    }
    return spec.items();
  }

  static boolean isResult(Item item) {
    return switch (item) {
      case Item.Expression(Part part) -> isResult(part.text());
      case Item.Result _ -> true;
      case Item.Text _, Item.Backtrace _, Item.Script _, Item.Locals _, Item.Arguments _ -> false;
    };
  }

  static boolean isResult(String expression) {
    return RESULT.matcher(expression).find();
  }

  /// What must hold at one end.
  Optional<CheckedCode> condition(boolean ofResult) {
    List<String> parts =
        spec.conditions().stream().filter(each -> isResult(each) == ofResult).toList();
    return parts.isEmpty()
        ? Optional.empty()
        : Optional.of((ofResult ? atReturn : atEntry).condition(String.join(" && ", parts)));
  }

  static <T> List<T> joined(List<T> one, List<T> other) {
    List<T> all = new ArrayList<>(one);
    all.addAll(other);
    return all;
  }
}
