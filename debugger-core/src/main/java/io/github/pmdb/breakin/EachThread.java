package io.github.pmdb.breakin;

import io.github.pmdb.breakin.MachineCode.Label;

/// A function of Python's, written in machine code: `f((function, arguments))` calls a function as
/// each thread of the interpreter but the calling one, and gives a list of the results.
///
/// CPython before 3.12 has no other way to look at or set the trace function of another thread. The
/// GIL is held all the time, so the function must be one of C's that does not give it away.
final class EachThread {
  /// `METH_O` of CPython's methodobject.h: one argument.
  static final int ONE_ARGUMENT = 8;

  /// Room on the stack for an exception, which also aligns it behind six pushed registers.
  private static final String ENTER = "55 53 4154 4155 4156 4157 4883ec28";

  private static final String LEAVE = "4883c428 415f 415e 415d 415c 5b 5d c3";

  private EachThread() {}

  /// `PyObject *(*)(PyObject *self, PyObject *pair)`.
  static byte[] code(PythonApi api) {
    Label next = new Label();
    Label end = new Label();
    MachineCode code = new MachineCode().raw(ENTER).raw("4889f3"); // rbx: the pair
    code.call(api.address("PyThreadState_Get")).raw("4989c4"); // r12: the caller
    code.raw("31ff").call(api.address("PyList_New")).raw("4989c5"); // r13: the results
    code.raw("4885c0").jump("0f84", end);
    mainInterpreter(code, api);
    code.call(api.address("PyInterpreterState_ThreadHead")).raw("4989c6"); // r14: the thread
    Label head = new Label();
    code.here(head).raw("4d85f6").jump("0f84", end).raw("4d39e6").jump("0f84", next);
    called(code, api);
    code.raw("4d85ff").jump("0f84", next);
    code.raw("4c89ef 4c89fe").call(api.address("PyList_Append"));
    code.raw("4c89ff").call(api.address("Py_DecRef"));
    code.here(next).raw("4c89f7").call(api.address("PyThreadState_Next"));
    code.raw("4989c6").jump("e9", head);
    return code.here(end).raw("4c89e8").raw(LEAVE).bytes();
  }

  /// Leaves it in rdi. It is the oldest one, in which code of ours runs: the list begins with the
  /// newest.
  private static void mainInterpreter(MachineCode code, PythonApi api) {
    Label older = new Label();
    code.call(api.address("PyInterpreterState_Head")).here(older).raw("4989c6 4889c7");
    code.call(api.address("PyInterpreterState_Next")).raw("4885c0").jump("0f85", older);
    code.raw("4c89f7");
  }

  /// Leaves the result in r15. An exception that the thread is in the midst of is put by.
  private static void called(MachineCode code, PythonApi api) {
    Label done = new Label();
    code.raw("4c89f7").call(api.address("PyThreadState_Swap"));
    code.raw("488d3c24 488d742408 488d542410").call(api.address("PyErr_Fetch"));
    code.raw("4889df 31f6").call(api.address("PyTuple_GetItem")).raw("4889c5"); // rbp: function
    code.raw("4889df be01000000").call(api.address("PyTuple_GetItem"));
    code.raw("4889ef 4889c6 31d2").call(api.address("PyObject_Call")).raw("4989c7");
    code.raw("4885c0").jump("0f85", done).call(api.address("PyErr_Clear")).here(done);
    code.raw("488b3c24 488b742408 488b542410").call(api.address("PyErr_Restore"));
    code.raw("4c89e7").call(api.address("PyThreadState_Swap"));
  }
}
