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
  /// The interpreter that code is run in. Before 3.7 only the newest one can be asked for, which is
  /// the same one where there are no others.
  static final String INTERPRETER = "PyInterpreterState_Main";

  /// Since 3.12, where [EachThread] is not needed.
  private static final String SINCE_312 = "PyEval_SetTraceAllThreads";

  private static final String NEWEST = "PyInterpreterState_Head";
  private static final String MARK = "PyGILState_Ensure";
  private static final List<String> PYTHON =
      List.of(
          MARK,
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
    Map<String, Long> addresses = new HashMap<>();
    for (String name : PYTHON) {
      addresses.put(name, address(python, name).orElseThrow(() -> missing(name)));
    }
    OptionalLong main = address(python, INTERPRETER);
    addresses.put(
        INTERPRETER,
        main.isPresent()
            ? main.getAsLong()
            : address(python, NEWEST).orElseThrow(() -> missing(NEWEST)));
    address(python, SINCE_312).ifPresent(address -> addresses.put(SINCE_312, address));
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

  long address(String name) {
    return java.util.Objects.requireNonNull(addresses.get(name), name);
  }
}
