package io.github.pmdb.cpython.frame;

import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.cpython.object.Strings;
import io.github.pmdb.cpython.object.Tuples;
import io.github.pmdb.memory.MemoryFault;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// The `with` blocks that a frame is in, or the `async with` blocks. While such a block runs the
/// manager's `__exit__`, or `__aexit__`, lies on the frame's value stack, in a slot that the block
/// is known to keep: up to 3.10 by the frame's stack of blocks, since 3.11 by the table of
/// exceptions.
public final class WithBlocks {
  private static final int MAX_NAME = 64;
  private static final int MAX_DEPTH = 1 << 16;

  /// `CO_MAXBLOCKS` of 3.6 to 3.10 (`Include/code.h`).
  private static final int MAX_BLOCKS = 20;

  private static final int MAX_BYTECODE = 1 << 22;

  /// Opcodes of 3.6 to 3.10 (`Include/opcode.h`).
  private static final Set<Integer> SETUPS = Set.of(143, 154); // _WITH, _ASYNC_WITH

  private static final int EXTENDED_ARG = 144;

  /// More functions at a time than take turns in most recursions.
  private static final int MAX_KNOWN = 16;

  private static final int MAX_NAMES = 1 << 12;

  private final Heap heap;
  private final String exit;
  private final Map<Long, Function> known =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Function> eldest) {
          return size() > MAX_KNOWN;
        }
      };

  /// @param exit name of the method by which the blocks end that are meant
  public WithBlocks(Heap heap, String exit) {
    this.heap = heap;
    this.exit = exit;
  }

  /// @param manager address of the object whose exit is still to be called
  /// @param line of the statement
  public record WithBlock(long manager, int line) {}

  /// What is the same for all frames of a function.
  ///
  /// @param depth most slots that its value stack takes
  /// @param table absent up to 3.10
  private record Function(CodeObject code, int depth, Optional<ExceptionTable> table) {}

  /// Innermost first; none where the version is older than 3.6.
  ///
  /// @param frame address as in `ScriptFrame.address`
  /// @throws MemoryFault when the frame can not be read
  public List<WithBlock> of(long frame) {
    if (heap.has("code.co_exceptiontable")) {
      return byTable(frame, function(frame));
    }
    return heap.has("frame.f_blockstack") ? byBlocks(frame, function(frame)) : List.of();
  }

  /// Whether the function that a frame runs calls a method of one of these names, of any object.
  ///
  /// @throws MemoryFault when that can not be read
  public boolean names(long frame, Set<String> methods) {
    long names = heap.pointer(FrameLocals.codeOf(heap, frame), "code.co_names");
    for (long name : Tuples.items(heap, names, MAX_NAMES)) {
      if (Strings.text(heap, name).filter(methods::contains).isPresent()) {
        return true;
      }
    }
    return false;
  }

  private Function function(long frame) {
    long address = FrameLocals.codeOf(heap, frame);
    Function function = known.get(address);
    if (function == null) {
      function =
          new Function(
              CodeObject.read(heap, address),
              depth(heap, address),
              heap.has("code.co_exceptiontable")
                  ? Optional.of(ExceptionTable.of(heap, address))
                  : Optional.empty());
      known.put(address, function);
    }
    return function;
  }

  private static int depth(Heap heap, long code) {
    return Heap.bounded(heap.i32(code, "code.co_stacksize"), MAX_DEPTH, code, "depth of stack");
  }

  /// The objects in the slots of a frame's value stack, in use or left behind.
  ///
  /// @throws MemoryFault when the frame can not be read
  public static List<Long> stack(Heap heap, long frame) {
    long code = FrameLocals.codeOf(heap, frame);
    int depth = depth(heap, code);
    long base = stackBase(heap, frame, code);
    List<Long> found = new ArrayList<>();
    for (int i = 0; i < depth; i++) {
      long object = heap.reference(base + (long) Long.BYTES * i);
      if (object != 0) {
        found.add(object);
      }
    }
    return found;
  }

  private static long stackBase(Heap heap, long frame, long code) {
    return heap.has("frame.f_valuestack")
        ? heap.pointer(frame, "frame.f_valuestack")
        : frame
            + heap.layout().offset("iframe.localsplus")
            + (long) Long.BYTES * heap.i32(code, "code.co_nlocalsplus");
  }

  /// Since 3.14 a method and its object take two slots (`LOAD_SPECIAL`), before one of a bound
  /// method.
  private List<WithBlock> byTable(long frame, Function function) {
    ExceptionTable table = function.table().orElseThrow();
    int width = heap.has("descr.d_name") ? 2 : 1;
    long base = stackBase(heap, frame, function.code().address());
    List<WithBlock> found = new ArrayList<>();
    for (ExceptionTable.Guard guard : table.around(function.code().offsetIn(heap, frame))) {
      if (guard.keepsPlace() && guard.depth() >= width && guard.depth() <= function.depth()) {
        long slot = base + (long) Long.BYTES * (guard.depth() - width);
        OptionalLong manager =
            width == 2
                ? unbound(heap.reference(slot), heap.reference(slot + Long.BYTES))
                : bound(heap.reference(slot));
        if (manager.isPresent()) {
          int line = function.code().positions().at(table.start(guard) - 2).line();
          found.add(new WithBlock(manager.getAsLong(), line));
        }
      }
    }
    return found;
  }

  private OptionalLong unbound(long method, long self) {
    return isObject(method) && isExit(method) ? OptionalLong.of(self) : OptionalLong.empty();
  }

  private boolean isExit(long method) {
    return switch (heap.typeOf(method).name()) {
      case "method_descriptor" -> Strings.equals(heap, heap.pointer(method, "descr.d_name"), exit);
      case "function" -> Strings.equals(heap, heap.pointer(method, "func.func_name"), exit);
      default -> false;
    };
  }

  private OptionalLong bound(long method) {
    if (!isObject(method)) {
      return OptionalLong.empty();
    }
    String kind = heap.typeOf(method).name();
    if (kind.equals("method") && isExit(heap.pointer(method, "method.im_func"))) {
      return OptionalLong.of(heap.pointer(method, "method.im_self"));
    }
    return kind.equals("builtin_function_or_method") && name(method).equals(exit)
        ? OptionalLong.of(heap.pointer(method, "cfunc.m_self"))
        : OptionalLong.empty();
  }

  private static boolean isObject(long reference) {
    return reference != 0 && !Heap.isTaggedInt(reference);
  }

  private String name(long method) {
    long name = heap.pointer(heap.pointer(method, "cfunc.m_ml"), "methoddef.ml_name");
    return new String(heap.memory().cString(name, MAX_NAME), StandardCharsets.UTF_8);
  }

  private List<WithBlock> byBlocks(long frame, Function function) {
    int count =
        Heap.bounded(heap.i32(frame, "frame.f_iblock"), MAX_BLOCKS, frame, "number of blocks");
    long base = stackBase(heap, frame, function.code().address());
    Map<Integer, OptionalLong> managers = new LinkedHashMap<>(); // by handler
    for (int i = count - 1; i >= 0; i--) {
      long block =
          frame
              + heap.layout().offset("frame.f_blockstack")
              + (long) heap.layout().offset("tryblock.sizeof") * i;
      int level = heap.i32(block, "tryblock.b_level");
      if (level > 0 && level <= function.depth()) {
        OptionalLong manager = bound(heap.reference(base + (long) Long.BYTES * (level - 1)));
        managers.put(heap.i32(block, "tryblock.b_handler"), manager);
      }
    }
    managers.values().removeIf(OptionalLong::isEmpty);
    Map<Integer, Integer> setups =
        managers.isEmpty() ? Map.of() : setups(function.code(), managers.keySet());
    List<WithBlock> found = new ArrayList<>();
    managers.forEach((handler, manager) -> {
      Integer begins = setups.get(handler);
      if (begins != null) {
        int line = function.code().positions().at(begins).line();
        found.add(new WithBlock(manager.getAsLong(), line));
      }
    });
    return found;
  }

  /// Offsets of the setups that name handlers; those of a `try` have none.
  private Map<Integer, Integer> setups(CodeObject code, Set<Integer> handlers) {
    byte[] bytecode =
        Strings.bytes(heap, heap.pointer(code.address(), "code.co_code"), MAX_BYTECODE);
    int unit = FrameFields.unit(heap);
    Map<Integer, Integer> found = new HashMap<>();
    int argument = 0;
    for (int i = 0; i + 1 < bytecode.length; i += 2) {
      int opcode = bytecode[i] & 0xff;
      argument = (argument << 8) | (bytecode[i + 1] & 0xff);
      if (SETUPS.contains(opcode) && handlers.contains((i + 2) / unit + argument)) {
        found.putIfAbsent((i + 2) / unit + argument, i);
      }
      argument = opcode == EXTENDED_ARG ? argument : 0;
    }
    return found;
  }
}
