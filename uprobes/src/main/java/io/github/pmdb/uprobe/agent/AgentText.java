package io.github.pmdb.uprobe.agent;

import io.github.pmdb.snapshot.UserError;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads what gdb's commands `maint agent-eval` and `maint agent` print: for each place that the
/// location means its address and the operations, one a line, with constants as unsigned decimals.
public final class AgentText {
  private static final Pattern SCOPE = Pattern.compile("Scope: 0x([0-9a-f]+)");
  private static final Pattern STEP = Pattern.compile("\\s*(\\d+)\\s+(\\w+)(?:\\s+(\\d+))?\\s*");

  /// gdb's number of `$fs_base`.
  private static final int THREAD_BASE = 58;

  private final List<Scope> scopes = new ArrayList<>();
  private final List<Step> steps = new ArrayList<>();
  private long address;

  private AgentText() {}

  /// @throws UserError where there is something that we do not know
  public static List<Scope> parse(String text) {
    AgentText parsing = new AgentText();
    text.lines().filter(line -> !line.isBlank()).forEach(parsing::line);
    parsing.close();
    return List.copyOf(parsing.scopes);
  }

  private void line(String line) {
    Matcher scope = SCOPE.matcher(line);
    Matcher step = STEP.matcher(line);
    if (scope.matches()) {
      close();
      address = Long.parseUnsignedLong(scope.group(1), 16);
    } else if (step.matches()) {
      steps.add(new Step(Integer.parseInt(step.group(1)), op(step.group(2), argument(step))));
    } else if (!line.startsWith("Reg mask:")) {
      throw unknown(line);
    }
  }

  private void close() {
    if (!steps.isEmpty()) {
      scopes.add(new Scope(address, new Bytecode(steps)));
      steps.clear();
    }
  }

  private static long argument(Matcher step) {
    return step.group(3) == null ? 0 : Long.parseUnsignedLong(step.group(3));
  }

  private static Op op(String name, long argument) {
    return switch (name) {
      case "ext" -> new Op.Extend((int) argument, true);
      case "zero_ext" -> new Op.Extend((int) argument, false);
      case "ref8" -> new Op.Reference(1);
      case "ref16" -> new Op.Reference(2);
      case "ref32" -> new Op.Reference(4);
      case "ref64" -> new Op.Reference(8);
      case "const8", "const16", "const32", "const64" -> new Op.Constant(argument);
      case "reg" ->
          argument == THREAD_BASE ? new Op.ThreadBase() : new Op.ReadRegister((int) argument);
      case "goto" -> new Op.Goto((int) argument);
      case "if_goto" -> new Op.IfGoto((int) argument);
      case "pick" -> new Op.Pick((int) argument);
      case "trace_quick", "trace16" -> new Op.TraceQuick((int) argument);
      default -> bare(name);
    };
  }

  private static Op bare(String name) {
    return switch (name) {
      case "log_not" -> new Op.LogicalNot();
      case "bit_not" -> new Op.BitNot();
      case "dup" -> new Op.Duplicate();
      case "pop" -> new Op.Drop();
      case "swap" -> new Op.Swap();
      case "rot" -> new Op.Rotate();
      case "trace" -> new Op.Trace();
      case "tracenz" -> new Op.TraceString();
      case "end" -> new Op.End();
      default -> new Op.Binary(operator(name));
    };
  }

  private static Operator operator(String name) {
    return switch (name) {
      case "add" -> Operator.ADD;
      case "sub" -> Operator.SUB;
      case "mul" -> Operator.MUL;
      case "div_signed" -> Operator.DIV_SIGNED;
      case "div_unsigned" -> Operator.DIV_UNSIGNED;
      case "rem_signed" -> Operator.REM_SIGNED;
      case "rem_unsigned" -> Operator.REM_UNSIGNED;
      case "lsh" -> Operator.LSH;
      case "rsh_signed" -> Operator.RSH_SIGNED;
      case "rsh_unsigned" -> Operator.RSH_UNSIGNED;
      case "bit_and" -> Operator.BIT_AND;
      case "bit_or" -> Operator.BIT_OR;
      case "bit_xor" -> Operator.BIT_XOR;
      case "equal" -> Operator.EQUAL;
      case "less_signed" -> Operator.LESS_SIGNED;
      case "less_unsigned" -> Operator.LESS_UNSIGNED;
      default -> throw unknown(name);
    };
  }

  private static UserError unknown(String what) {
    return new UserError(
        "gdb compiled the expression to something that is not known here: " + what,
        "Write the expression another way, or name another gdb by --gdb.");
  }
}
