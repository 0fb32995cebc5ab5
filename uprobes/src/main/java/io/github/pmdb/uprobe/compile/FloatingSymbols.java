package io.github.pmdb.uprobe.compile;

import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.uprobe.agent.Bytecode;
import io.github.pmdb.uprobe.agent.ContextRegister;
import io.github.pmdb.uprobe.agent.Op;
import io.github.pmdb.uprobe.agent.Operator;
import io.github.pmdb.uprobe.agent.Step;
import io.github.pmdb.uprobe.event.Captured;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;

/// Symbols of a file that each process may have at another address. Bytecode does not tell
/// addresses from numbers, so it is compiled for two places of the file: what differs by their
/// distance is an address, and is written as its distance from the instruction that the probe is
/// at.
public final class FloatingSymbols implements Symbols {
  /// How far apart the two are put: far from every number that a program is likely to have.
  public static final long APART = 0x1357_9000_0000L;

  /// Room between offsets for what one operation becomes.
  private static final int SPREAD = 4;

  private final Symbols low;
  private final Symbols high;

  /// @param low with the file at the addresses that it names itself
  /// @param high with the file [#APART] above
  private FloatingSymbols(Symbols low, Symbols high) {
    this.low = low;
    this.high = high;
  }

  /// @param open gives symbols of the file moved by so much
  public static Symbols open(LongFunction<Symbols> open) {
    Symbols low = open.apply(0);
    try {
      return new FloatingSymbols(low, open.apply(APART));
    } catch (UserError e) {
      low.close();
      throw e;
    }
  }

  @Override
  public Bytecode bytecode(long place, String expression) {
    List<Step> ones = low.bytecode(place, expression).steps();
    List<Step> others = high.bytecode(place + APART, expression).steps();
    if (ones.size() != others.size()) {
      throw differs(expression);
    }
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < ones.size(); i++) {
      int offset = ones.get(i).offset() * SPREAD;
      for (Op op : floating(ones.get(i).op(), others.get(i).op(), place, expression)) {
        steps.add(new Step(offset++, op));
      }
    }
    return new Bytecode(steps);
  }

  private static List<Op> floating(Op one, Op other, long place, String expression) {
    return switch (one) {
      case Op.Goto(int target) -> List.of(new Op.Goto(target * SPREAD));
      case Op.IfGoto(int target) -> List.of(new Op.IfGoto(target * SPREAD));
      case Op.Constant(long value)
          when other instanceof Op.Constant(long moved) && moved - value == APART ->
          List.of(
              new Op.ReadRegister(ContextRegister.RIP.number()),
              new Op.Constant(value - place),
              new Op.Binary(Operator.ADD));
      default -> {
        if (!one.equals(other)) {
          throw differs(expression);
        }
        yield List.of(one);
      }
    };
  }

  private static UserError differs(String expression) {
    return new UserError(
        "%s is another thing wherever the file is mapped".formatted(expression),
        "Trace one process: -p PID.");
  }

  @Override
  public Symbols of(String location) {
    return new FloatingSymbols(low.of(location), high.of(location));
  }

  @Override
  public List<Long> places(String location) {
    return low.places(location);
  }

  @Override
  public Type type(long place, String expression) {
    return low.type(place, expression);
  }

  @Override
  public Function function(long place) {
    return low.function(place);
  }

  @Override
  public String line(long place) {
    return low.line(place);
  }

  @Override
  public Standing standing(long place, String name) {
    return low.standing(place, name);
  }

  @Override
  public Words words(long place, String path) {
    return low.words(place, path);
  }

  @Override
  public List<String> locals(long place) {
    return low.locals(place);
  }

  @Override
  public String format(Type type, byte[] bytes, Map<Long, Captured.Text> texts) {
    return low.format(type, bytes, texts);
  }

  @Override
  public void close() {
    low.close();
    high.close();
  }
}
