package io.github.pmdb.breakin;

import io.github.pmdb.breakin.MachineCode.Label;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The few calls that run a Python expression and put down the bytes that it gives.
final class Stub {
  /// `Py_eval_input` of CPython's compile.h.
  private static final int EVAL = 258;

  /// Where things lie.
  ///
  /// @param code where the stub will be, of its own mapping
  /// @param data the other mapping: how it ended (4 bytes), whether nobody waits (4), the length of
  ///   the answer (8), the answer, then the text
  record Place(long code, long data, long dataLength) {
    static final int CODE_LENGTH = 4096;
    static final int ANSWER = 16;
    static final int LONGEST_ANSWER = 256 * 1024;
    private static final int NAME = ANSWER + LONGEST_ANSWER;
    private static final byte[] MAIN = "__main__\0".getBytes(StandardCharsets.US_ASCII);
    private static final int TEXT = NAME + 16;

    static long lengthFor(byte[] text) {
      return TEXT + text.length + 1L;
    }

    long leftAlone() {
      return data + Integer.BYTES;
    }

    long answer() {
      return data + ANSWER;
    }

    long name() {
      return data + NAME;
    }

    long text() {
      return data + TEXT;
    }

    /// What is to lie at [#name].
    static byte[] nameAndText(byte[] text) {
      byte[] all = Arrays.copyOf(MAIN, TEXT - NAME + text.length + 1);
      System.arraycopy(text, 0, all, TEXT - NAME, text.length);
      return all;
    }
  }

  private final MachineCode machineCode;
  private final long end;

  private Stub(MachineCode machineCode, long end) {
    this.machineCode = machineCode;
    this.end = end;
  }

  byte[] bytes() {
    return machineCode.bytes();
  }

  /// Where it is when all is done and the answer lies there.
  long end() {
    return end;
  }

  /// For a thread of its own, `void (*)(void *)`. When it finds itself left alone at its end it
  /// unmaps the memory behind itself.
  static Stub ofThread(PythonApi api, Place place) {
    Label leftAlone = new Label();
    MachineCode code = new MachineCode().raw("55 53 4154");
    body(code, api, place);
    long end = place.code() + code.size();
    code.raw("90").load("rax", place.leftAlone()).raw("833800").jump("0f85", leftAlone);
    code.raw("415c 5b 5d c3").here(leftAlone);
    code.load("rdi", place.data())
        .load("rsi", place.dataLength())
        .call(api.address("munmap"))
        .raw("415c 5b 5d")
        .load("rdi", place.code())
        .load("rsi", Place.CODE_LENGTH)
        .load("rax", api.address("munmap"))
        .raw("ffe0");
    return new Stub(code, end);
  }

  private static void body(MachineCode code, PythonApi api, Place place) {
    Label failed = new Label();
    Label noBytes = new Label();
    Label done = new Label();
    code.call(api.address("PyGILState_Ensure")).raw("89c5"); // ebp: its state
    code.load("rdi", place.name()).call(api.address("PyImport_AddModule")).raw("4885c0");
    Label go = new Label();
    code.jump("0f85", go).here(failed).call(api.address("PyErr_Clear"));
    code.raw("41bc02000000").jump("e9", done).here(noBytes); // r12d: 2, no answer
    code.raw("4889df").call(api.address("Py_DecRef")).jump("e9", failed).here(go);
    code.raw("4889c7").call(api.address("PyModule_GetDict"));
    code.raw("4889c2 4889c1").load("rdi", place.text()).load("rsi", EVAL);
    code.call(api.address("PyRun_String")).raw("4885c0").jump("0f84", failed);
    code.raw("4889c3 4889df").call(api.address("PyBytes_Size")); // rbx: the object
    code.raw("4885c0").jump("0f88", noBytes);
    code.load("rcx", Place.LONGEST_ANSWER).raw("4989c4 4939cc 4c0f47e1"); // r12: length
    code.raw("4889df").call(api.address("PyBytes_AsString"));
    code.raw("4889c6 4c89e1").load("rdi", place.answer()).raw("fc f3a4");
    code.load("rax", place.data() + Long.BYTES).raw("4c8920");
    code.raw("4889df").call(api.address("Py_DecRef")).raw("41bc01000000").here(done);
    code.raw("89ef").call(api.address("PyGILState_Release"));
    code.load("rax", place.data()).raw("448920");
  }
}
