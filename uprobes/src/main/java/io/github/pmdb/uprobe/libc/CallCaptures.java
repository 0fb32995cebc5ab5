package io.github.pmdb.uprobe.libc;

import io.github.pmdb.uprobe.agent.Bytecode;
import io.github.pmdb.uprobe.agent.CheckedCode;
import io.github.pmdb.uprobe.agent.ContextRegister;
import io.github.pmdb.uprobe.agent.Op;
import io.github.pmdb.uprobe.agent.Operator;
import io.github.pmdb.uprobe.agent.Step;
import io.github.pmdb.uprobe.agent.Verifier;
import io.github.pmdb.uprobe.event.Capture;
import io.github.pmdb.uprobe.libc.Signature.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What is taken along of a call, in the order in which [CallText] reads it. Arguments are where
/// the System V ABI of x86-64 has them at a function's first instruction.
public final class CallCaptures {
  private static final List<ContextRegister> ARGUMENTS =
      List.of(
          ContextRegister.RDI,
          ContextRegister.RSI,
          ContextRegister.RDX,
          ContextRegister.RCX,
          ContextRegister.R8,
          ContextRegister.R9);

  /// With a NUL.
  static final int STRING = 201;

  /// Of memory that is written.
  static final int BYTES = 32;

  static final int MOST_WORDS = 8;
  private static final int WORD = 101;

  /// `struct sockaddr_in` and `struct sockaddr_in6`.
  private static final int SHORT_ADDRESS = 16;

  private static final int LONG_ADDRESS = 28;
  private static final int UNIX_PATH = 109;

  private CallCaptures() {}

  public static List<Capture> atEntry(Signature signature) {
    List<Capture> captures = new ArrayList<>();
    for (int i = 0; i < signature.arguments().size(); i++) {
      ContextRegister register = ARGUMENTS.get(i);
      switch (signature.arguments().get(i).kind()) {
        case PATH -> captures.add(text(STRING, read(register)));
        case BYTES -> {
          captures.add(number(register));
          captures.add(block(BYTES, register));
        }
        case SOCKADDR -> {
          captures.add(number(register));
          captures.add(block(SHORT_ADDRESS, register));
          captures.add(block(LONG_ADDRESS, register));
          captures.add(text(UNIX_PATH, beyond(register, 2)));
          captures.add(text(UNIX_PATH, beyond(register, 3)));
        }
        case LIST -> {
          for (int word = 0; word < MOST_WORDS; word++) {
            List<Op> place = beyond(register, (long) word * Long.BYTES);
            place.add(new Op.Reference(Long.BYTES));
            captures.add(text(WORD, place));
          }
        }
        case INT, LONG, SIZE, POINTER, HEX, OCTAL, MODE, DIRFD, FLAGS, ENUM ->
            captures.add(number(register));
      }
    }
    return captures;
  }

  /// @param errno how to read it, where that is known
  public static List<Capture> atReturn(Signature signature, Optional<Capture.Errno> errno) {
    List<Capture> captures = new ArrayList<>();
    captures.add(number(ContextRegister.RAX));
    if (signature.result() == Result.STRING) {
      captures.add(text(STRING, read(ContextRegister.RAX)));
    }
    errno.ifPresent(captures::add);
    return captures;
  }

  private static List<Op> read(ContextRegister register) {
    return new ArrayList<>(List.of(new Op.ReadRegister(register.number())));
  }

  private static List<Op> beyond(ContextRegister register, long distance) {
    List<Op> operations = read(register);
    operations.add(new Op.Constant(distance));
    operations.add(new Op.Binary(Operator.ADD));
    return operations;
  }

  private static Capture number(ContextRegister register) {
    return new Capture.Scalar(checked(bytecode(read(register))));
  }

  private static Capture block(int bytes, ContextRegister register) {
    return new Capture.Block(checked(bytecode(read(register)).copying(bytes)), bytes);
  }

  private static Capture text(int most, List<Op> address) {
    return new Capture.Text(checked(bytecode(address).copyingString(most)), most);
  }

  private static Bytecode bytecode(List<Op> operations) {
    List<Step> steps = new ArrayList<>();
    for (Op each : operations) {
      steps.add(new Step(steps.size(), each));
    }
    steps.add(new Step(steps.size(), new Op.End()));
    return new Bytecode(steps);
  }

  private static CheckedCode checked(Bytecode code) {
    return Verifier.verify(code);
  }
}
