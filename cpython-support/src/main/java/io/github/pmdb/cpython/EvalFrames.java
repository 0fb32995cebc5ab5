package io.github.pmdb.cpython;

import io.github.pmdb.frame.NativeFrame;
import io.github.pmdb.memory.Addresses;
import io.github.pmdb.snapshot.ObjectSymbols;
import io.github.pmdb.snapshot.ObjectSymbols.Symbol;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// Tells native frames of the interpreter's machinery from others.
///
/// Internal is what carries a call from one Python frame to the next or starts the interpreter:
/// functions of the runtime's own file whose name starts with one of [#MACHINERY]. C functions of
/// builtins (`time_sleep`, `builtin_sorted`, `lock_PyThread_acquire_lock`) stay visible, since they
/// are what the Python code called.
final class EvalFrames {
  /// The eval loop: since 3.6 and before. The compiler may split parts off, with a suffix.
  private static final List<String> EVAL =
      List.of("_PyEval_EvalFrameDefault", "PyEval_EvalFrameEx");

  /// Each instruction is a function in builds of 3.14 that use tail calls.
  private static final String TAIL_CALL = "_TAIL_CALL_";

  private static final List<String> MACHINERY =
      List.of(
          "_PyEval_",
          "PyEval_",
          "_TAIL_CALL_",
          "_PyObject_",
          "PyObject_Call",
          "PyObject_Vectorcall",
          "PyObject_VectorcallMethod",
          "PyVectorcall_",
          "_PyVectorcall_",
          "_PyFunction_",
          "_PyCFunction_",
          "cfunction_",
          "method_vectorcall",
          "method_call",
          "function_code_fastcall",
          "call_function",
          "do_call_core",
          "object_vacall",
          "slot_tp_",
          "type_call",
          "gen_send_ex",
          "gen_iternext",
          "_PyGen_",
          "PyRun_",
          "_PyRun_",
          "pyrun_",
          "run_mod",
          "run_eval_code_obj",
          "builtin_exec",
          "Py_RunMain",
          "Py_BytesMain",
          "Py_Main",
          "pymain_",
          "thread_run",
          "t_bootstrap",
          "pythread_wrapper");

  private final String file;
  private final OptionalLong evalStart;
  private final long evalEnd;

  /// @param file path of the mapped file that the runtime lives in
  EvalFrames(String file, ObjectSymbols symbols) {
    this.file = file;
    Optional<Symbol> eval =
        EVAL.stream().flatMap(name -> named(symbols, name).stream()).findFirst();
    this.evalStart =
        eval.map(symbol -> OptionalLong.of(symbol.address())).orElse(OptionalLong.empty());
    this.evalEnd = eval.map(symbol -> symbol.address() + symbol.size()).orElse(0L);
  }

  private static Optional<Symbol> named(ObjectSymbols symbols, String name) {
    Optional<Symbol> exported = symbols.exported(name);
    if (exported.isPresent()) {
      return exported;
    }
    OptionalLong address = symbols.find(name);
    return address.isPresent() ? symbols.at(address.getAsLong()) : Optional.empty();
  }

  boolean isEval(NativeFrame frame) {
    if (frame.inlined()) {
      return false; // its outer frame is the one that has a stack
    }
    boolean inRange =
        evalStart.isPresent() && Addresses.within(frame.pc(), evalStart.getAsLong(), evalEnd);
    return inRange || frame.function().filter(EvalFrames::isEvalName).isPresent();
  }

  private static boolean isEvalName(String function) {
    return function.startsWith(TAIL_CALL)
        || EVAL.stream().anyMatch(eval -> function.equals(eval) || function.startsWith(eval + "."));
  }

  /// Frames of the runtime's file that have no name (most of them in a stripped build) tell a user
  /// nothing, so they count as machinery too.
  boolean isInternal(NativeFrame frame) {
    boolean here = frame.object().isPresent() && frame.object().get().equals(file);
    return frame
        .function()
        .map(f -> (here || frame.object().isEmpty()) && MACHINERY.stream().anyMatch(f::startsWith))
        .orElse(here);
  }
}
