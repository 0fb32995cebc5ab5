package io.github.pmdb.node.frame;

import io.github.pmdb.frame.Certainty;
import io.github.pmdb.memory.Addresses;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.node.code.Argument;
import io.github.pmdb.node.code.Bytecode;
import io.github.pmdb.node.code.CodeMap;
import io.github.pmdb.node.code.CodeObject;
import io.github.pmdb.node.code.CodeTables;
import io.github.pmdb.node.code.OptimizedCode;
import io.github.pmdb.node.code.Sparkplug;
import io.github.pmdb.node.code.Tier;
import io.github.pmdb.node.frame.Locator.Located;
import io.github.pmdb.node.function.Functions;
import io.github.pmdb.node.function.Functions.Place;
import io.github.pmdb.node.object.HeapReader;
import io.github.pmdb.node.object.Oddball;
import io.github.pmdb.node.word.Tagged;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// Reads what one frame of a stack runs: one function, or in optimized code several.
final class FrameReader {
  private static final int MOST_ARGUMENTS = 1 << 10;

  /// In a frame of a builtin of C++: the new target, the function, and how many words there are.
  private static final int EXIT_WORDS = 3;

  private static final Place NOWHERE = new Place("", 0, 0);

  private static final String NO_BYTECODE = "no bytecode is noted in this frame";

  private static final String MOVED = "its function was moved or collected since";

  private final HeapReader reader;
  private final boolean later;
  private final CodeMap code;
  private final Functions functions;
  private final Locator locator;
  private final Suspended suspended;
  private final Bytecode bytecode;
  private final Sparkplug sparkplug;
  private final CodeTables tables;

  /// @param later whether objects may have been moved since frames were as they are read
  FrameReader(HeapReader reader, CodeMap code, CodeTables tables, boolean later) {
    this.later = later;
    this.reader = reader;
    this.code = code;
    this.tables = tables;
    this.functions = new Functions(reader);
    this.locator = new Locator(reader);
    this.bytecode = new Bytecode(reader);
    this.suspended = new Suspended(reader, bytecode, locator);
    this.sparkplug = new Sparkplug(reader, tables);
  }

  Suspended suspended() {
    return suspended;
  }

  /// A frame with a function and its arguments.
  ///
  /// @param function tagged
  /// @param arguments where the receiver lies on the stack
  /// @param count of the arguments, with the receiver
  record Raw(long fp, long pc, long function, long arguments, long count) {}

  /// The functions of a frame of JavaScript, innermost first.
  List<JsFrame> read(long fp, long pc) {
    try {
      Raw raw = new Raw(fp, pc, word(fp - 16), fp + 16, (int) word(fp - 24));
      if (!reader.isFunction(reader.type(raw.function))) {
        return List.of(unreadable(fp, pc, later ? MOVED : "no function is noted in this frame"));
      }
      List<JsFrame> read = functions(raw);
      return later && isMoved(raw, read.getLast()) ? List.of(unreadable(fp, pc, MOVED)) : read;
    } catch (MemoryFault e) {
      return List.of(unreadable(fp, pc, String.valueOf(e.getMessage())));
    }
  }

  private long word(long address) {
    return reader.memory().word(address);
  }

  private static JsFrame unreadable(long fp, long pc, String why) {
    return new JsFrame(
        fp,
        pc,
        Tier.UNKNOWN,
        false,
        0,
        0,
        "",
        NOWHERE,
        -1,
        JsFrame.UNKNOWN,
        List.of(),
        false,
        0,
        Certainty.UNREADABLE,
        why);
  }

  private static JsFrame unreadable(MemoryFault fault, long fp) {
    return unreadable(fp, 0, "at " + Addresses.hex(fp) + ": " + fault.getMessage());
  }

  /// Whether something else lies by now where the function of a frame was: it has other bytecode
  /// than the frame notes, or is another one than the machine code was made of.
  private boolean isMoved(Raw raw, JsFrame outermost) {
    long shared = functions.shared(raw.function);
    return switch (outermost.tier()) {
      case INTERPRETER, SPARKPLUG, UNKNOWN -> {
        long noted = noted(raw);
        yield noted == 0 || bytecode.of(shared) != noted;
      }
      case MAGLEV, TURBOFAN -> outermost.shared() != shared;
      case BUILTIN -> code.builtin(raw.pc).isEmpty();
      case ASYNC -> false;
    };
  }

  /// The bytecode that a frame notes, 0 where there is none.
  private long noted(Raw raw) {
    long word = word(raw.fp - 32);
    return bytecode.isBytecode(word) ? word : 0;
  }

  private List<JsFrame> functions(Raw raw) {
    Optional<CodeObject> compiled = code.compiled(raw.pc);
    if (compiled.isPresent()) {
      return switch (compiled.get().tier()) {
        case SPARKPLUG -> List.of(sparkplug(raw, compiled.get()));
        case MAGLEV, TURBOFAN -> optimized(raw, compiled.get());
        case INTERPRETER, BUILTIN, ASYNC, UNKNOWN -> List.of(interpreted(raw));
      };
    }
    return noted(raw) != 0 || code.builtin(raw.pc).orElse("").startsWith("Interpreter")
        ? List.of(interpreted(raw))
        : List.of(builtin(raw));
  }

  private JsFrame interpreted(Raw raw) {
    long bytes = noted(raw);
    return bytes == 0
        ? frame(raw, Tier.UNKNOWN, -1, NO_BYTECODE)
        : frame(
            raw,
            Tier.INTERPRETER,
            bytecode.position(bytes, bytecode.offset(word(raw.fp - 40))),
            "");
  }

  private JsFrame sparkplug(Raw raw, CodeObject code) {
    long bytes = noted(raw);
    if (bytes == 0) {
      return frame(raw, Tier.SPARKPLUG, -1, NO_BYTECODE);
    }
    OptionalInt offset = sparkplug.offset(code.object(), bytes, raw.pc - code.start());
    return offset.isEmpty()
        ? frame(raw, Tier.SPARKPLUG, -1, "the binary has no table of bytecodes")
        : frame(raw, Tier.SPARKPLUG, bytecode.position(bytes, offset.getAsInt()), "");
  }

  private List<JsFrame> optimized(Raw raw, CodeObject code) {
    Optional<OptimizedCode> optimized =
        tables.translations().map(t -> new OptimizedCode(reader, bytecode, t));
    if (optimized.isEmpty()) {
      return List.of(frame(raw, code.tier(), -1, "the binary has no table of translations"));
    }
    List<OptimizedCode.Function> running = optimized.get().at(code, raw.pc, raw.fp);
    String doubt = "";
    if (running.isEmpty()) {
      running = optimized.get().near(code, raw.pc);
      doubt = "near here: optimized code tells where it is at calls only";
    }
    if (running.isEmpty()) {
      return List.of(frame(raw, code.tier(), -1, "the code does not tell where it is"));
    }
    List<JsFrame> frames = new ArrayList<>();
    for (OptimizedCode.Function function : running.subList(1, running.size()).reversed()) {
      frames.add(inlined(raw, code, function, doubt));
    }
    OptimizedCode.Function outer = running.getFirst();
    frames.add(frame(raw, code.tier(), outer.shared(), position(outer), doubt));
    return frames;
  }

  private int position(OptimizedCode.Function function) {
    long bytes = function.builtin() ? 0 : bytecode.of(function.shared());
    return bytes == 0 ? -1 : bytecode.position(bytes, function.offset());
  }

  private JsFrame inlined(Raw raw, CodeObject code, OptimizedCode.Function function, String doubt) {
    Located located = locator.locate(function.shared(), position(function), doubt);
    long object = function.call().map(OptimizedCode.Call::function).orElse(0L);
    List<Argument> values = function.call().map(OptimizedCode.Call::arguments).orElse(List.of());
    return new JsFrame(
        raw.fp,
        raw.pc,
        function.builtin() ? Tier.BUILTIN : code.tier(),
        true,
        object,
        function.shared(),
        object == 0 ? functions.debugName(function.shared()) : functions.name(object),
        located.place(),
        located.position(),
        receiver(values),
        withoutReceiver(values),
        !values.isEmpty(),
        0,
        located.certainty(),
        located.problem());
  }

  /// A function of V8 itself.
  JsFrame builtin(Raw raw) {
    return frame(raw, Tier.BUILTIN, -1, "");
  }

  private JsFrame frame(Raw raw, Tier tier, int position, String problem) {
    return frame(raw, tier, functions.shared(raw.function), position, problem);
  }

  private JsFrame frame(Raw raw, Tier tier, long shared, int position, String problem) {
    Located located = locator.locate(shared, position, problem);
    List<Argument> values = arguments(raw);
    return new JsFrame(
        raw.fp,
        raw.pc,
        tier,
        false,
        raw.function,
        shared,
        functions.name(raw.function),
        located.place(),
        located.position(),
        receiver(values),
        withoutReceiver(values),
        !values.isEmpty(),
        0,
        located.certainty(),
        located.problem());
  }

  private static Argument receiver(List<Argument> values) {
    return values.isEmpty() ? JsFrame.UNKNOWN : values.getFirst();
  }

  private static List<Argument> withoutReceiver(List<Argument> values) {
    return values.isEmpty() ? values : List.copyOf(values.subList(1, values.size()));
  }

  private List<Argument> arguments(Raw raw) {
    List<Argument> values = new ArrayList<>();
    if (raw.count < 1 || raw.count > MOST_ARGUMENTS) {
      return values;
    }
    try {
      for (int i = 0; i < raw.count; i++) {
        values.add(new Argument.Value(word(raw.arguments + 8L * i)));
      }
      return values;
    } catch (MemoryFault _) {
      // Arguments are told as not known.
      return List.of();
    }
  }

  /// A function of C++ that JavaScript called: its exit frame notes the function object and how
  /// many words of arguments follow, its own among them.
  Optional<JsFrame> exit(long fp) {
    try {
      int own = isPadded(fp) ? EXIT_WORDS + 1 : EXIT_WORDS;
      return exit(fp, fp + 24, fp + 16 + 8L * own, Tagged.smi(word(fp + 32)) - own);
    } catch (MemoryFault e) {
      return Optional.of(unreadable(e, fp));
    }
  }

  /// Up to V8 13 a hole stands before the receiver, which is one itself where an object is to be
  /// made.
  private boolean isPadded(long fp) {
    boolean makes = reader.oddball(word(fp + 16)) != Oddball.UNDEFINED;
    return isHole(word(fp + 40)) && (!makes || isHole(word(fp + 48)));
  }

  private boolean isHole(long value) {
    return reader.oddball(value) == Oddball.HOLE;
  }

  /// The same for functions that the program made. Until V8 11.3 they have the frames of others.
  Optional<JsFrame> apiExit(long fp) {
    return reader.layout().has("ApiExit.target")
        ? exit(fp, fp + reader.layout().get("ApiExit.target"), 0, 0)
        : Optional.empty();
  }

  private Optional<JsFrame> exit(long fp, long noted, long receiver, int count) {
    try {
      long function = word(noted);
      return reader.isFunction(reader.type(function))
          ? Optional.of(builtin(new Raw(fp, 0, function, receiver, count)))
          : Optional.empty();
    } catch (MemoryFault e) {
      return Optional.of(unreadable(e, fp));
    }
  }

  /// A frame that goes on with a builtin where optimized code was left.
  Optional<JsFrame> continuation(long fp, long pc) {
    long function = word(fp - 16);
    return reader.isFunction(reader.type(function))
        ? Optional.of(builtin(new Raw(fp, pc, function, 0, 0)))
        : Optional.empty();
  }
}
