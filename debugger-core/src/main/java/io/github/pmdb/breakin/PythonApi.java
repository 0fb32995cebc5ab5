package io.github.pmdb.breakin;

import io.github.pmdb.snapshot.LoadedObject;
import io.github.pmdb.snapshot.ObjectSymbols;
import io.github.pmdb.snapshot.Snapshot;
import io.github.pmdb.snapshot.UserError;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/// Addresses of the functions that run code: CPython's exported API, the same from 3.6 to 3.14, and
/// two of the C library.
///
/// @param addresses by name
record PythonApi(Map<String, Long> addresses) {
  /// Since 3.12, where [EachThread] is not needed.
  private static final String SINCE_312 = "PyEval_SetTraceAllThreads";

  /// Up to 3.12: whether there is a GIL, which 3.6 makes with the second thread only.
  private static final String GIL_CREATED = "PyEval_ThreadsInitialized";

  /// What bytes are called there.
  private static final String PYTHON_2 = "PyString_Size";

  /// Runs the code of a module, with the GIL.
  static final String EVAL_CODE = "PyEval_EvalCode";

  private static final String MARK = "PyGILState_Ensure";
  private static final List<String> PYTHON =
      List.of(
          MARK,
          EVAL_CODE,
          "PyGILState_Release",
          "PyImport_AddModule",
          "PyModule_GetDict",
          "PyRun_String",
          "PyBytes_Size",
          "PyBytes_AsString",
          "PyErr_Clear",
          "Py_DecRef",
          "PyThread_start_new_thread",
          "PyCFunction_NewEx",
          "PySys_SetObject",
          "PyThreadState_Get",
          "PyThreadState_Next",
          "PyThreadState_Swap",
          "PyInterpreterState_Head",
          "PyInterpreterState_Next",
          "PyInterpreterState_ThreadHead",
          "PyList_New",
          "PyList_Append",
          "PyTuple_GetItem",
          "PyObject_Call",
          "PyErr_Fetch",
          "PyErr_Restore");
  private static final List<String> C = List.of("mmap", "munmap");

  /// Finds them all by the symbols that the objects themselves export.
  ///
  /// @throws UserError when one is missing
  static PythonApi in(Snapshot snapshot) {
    LoadedObject python =
        snapshot.objects().stream()
            .filter(object -> address(object, MARK).isPresent())
            .findFirst()
            .orElseThrow(() -> missing(MARK));
    if (address(python, PYTHON_2).isPresent()) {
      throw new UserError(
          "code can be run in CPython 3 only, and this is Python 2",
          "py-print, py-locals and py-bt-full read what it holds.");
    }
    Map<String, Long> addresses = new HashMap<>();
    for (String name : PYTHON) {
      addresses.put(name, address(python, name).orElseThrow(() -> missing(name)));
    }
    for (String name : List.of(SINCE_312, GIL_CREATED)) {
      address(python, name).ifPresent(address -> addresses.put(name, address));
    }
    for (String name : C) {
      addresses.put(name, anywhere(snapshot, name));
    }
    return new PythonApi(Map.copyOf(addresses));
  }

  /// A function that any of the objects exports.
  ///
  /// @throws UserError when none does
  static long anywhere(Snapshot snapshot, String name) {
    return snapshot.objects().stream()
        .map(object -> address(object, name))
        .filter(OptionalLong::isPresent)
        .findFirst()
        .orElseThrow(() -> missing(name))
        .getAsLong();
  }

  static boolean exports(Snapshot snapshot, String name) {
    return snapshot.objects().stream().anyMatch(object -> address(object, name).isPresent());
  }

  private static OptionalLong address(LoadedObject object, String name) {
    return object
        .symbols()
        .exported(name)
        .map(ObjectSymbols.Symbol::address)
        .map(OptionalLong::of)
        .orElse(OptionalLong.empty());
  }

  private static UserError missing(String name) {
    return new UserError(
        "the function " + name + " is not found in the process",
        "Its files must be readable here: `modules` tells which are.");
  }

  /// Whether other threads can be looked into only by [EachThread].
  boolean needsEachThread() {
    return !addresses.containsKey(SINCE_312);
  }

  /// The function that tells whether there is a GIL; absent where there always is one.
  OptionalLong gilCreated() {
    Long address = addresses.get(GIL_CREATED);
    return address == null ? OptionalLong.empty() : OptionalLong.of(address);
  }

  long address(String name) {
    return java.util.Objects.requireNonNull(addresses.get(name), name);
  }
}
