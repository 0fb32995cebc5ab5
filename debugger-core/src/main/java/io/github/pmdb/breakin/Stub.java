package io.github.pmdb.breakin;

import io.github.pmdb.breakin.MachineCode.Label;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

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

    /// Where in the code [EachThread] lies.
    static final int EACH = CODE_LENGTH / 2;

    private static final int NAME = ANSWER + LONGEST_ANSWER;
    private static final byte[] MAIN = "__main__\0".getBytes(StandardCharsets.US_ASCII);
    private static final int EACH_NAME = NAME + 16;
    private static final byte[] EACH_WORD = "_pmdb_each\0".getBytes(StandardCharsets.US_ASCII);
    private static final int METHOD = EACH_NAME + 16;
    private static final int EACH_OBJECT = METHOD + 32;
    private static final int KEPT = EACH_OBJECT + 8;
    private static final int TEXT = KEPT + 8;

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

    /// The name of [EachThread].
    long eachName() {
      return data + EACH_NAME;
    }

    /// A `PyMethodDef`: name, function, flags and documentation.
    long method() {
      return data + METHOD;
    }

    /// Where the address of the function object of [EachThread] lies.
    long eachObject() {
      return data + EACH_OBJECT;
    }

    /// Not 0 when somebody still has that object: it refers to this memory, which has to stay.
    long kept() {
      return data + KEPT;
    }

    /// What is to lie at [#name] and behind it.
    byte[] namesAndText(byte[] text) {
      return ByteBuffer.allocate(TEXT - NAME + text.length + 1)
          .order(ByteOrder.LITTLE_ENDIAN)
          .put(0, MAIN)
          .put(EACH_NAME - NAME, EACH_WORD)
          .putLong(METHOD - NAME, eachName())
          .putLong(METHOD - NAME + 8, code + EACH)
          .putInt(METHOD - NAME + 16, EachThread.ONE_ARGUMENT)
          .put(TEXT - NAME, text)
          .array();
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
  ///
  /// @param threads whether the text is to find [EachThread]
  static Stub ofThread(PythonApi api, Place place, boolean threads) {
    Label leftAlone = new Label();
    MachineCode code = new MachineCode().raw("55 53 4154");
    body(code, api, place, threads);
    long end = place.code() + code.size();
    Label stays = new Label();
    code.raw("90").load("rax", place.kept()).raw("833800").jump("0f85", stays);
    code.load("rax", place.leftAlone()).raw("833800").jump("0f85", leftAlone);
    code.here(stays).raw("415c 5b 5d c3").here(leftAlone);
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

  private static void body(MachineCode code, PythonApi api, Place place, boolean threads) {
    Label failed = new Label();
    Label noBytes = new Label();
    Label done = new Label();
    code.call(api.address("PyGILState_Ensure")).raw("89c5"); // ebp: its state
    code.load("rdi", place.name()).call(api.address("PyImport_AddModule")).raw("4885c0");
    Label go = new Label();
    code.jump("0f85", go).here(failed).call(api.address("PyErr_Clear"));
    code.raw("41bc02000000").jump("e9", done).here(noBytes); // r12d: 2, no answer
    code.raw("4889df").call(api.address("Py_DecRef")).jump("e9", failed).here(go);
    if (threads) {
      giveEach(code, api, place, failed);
    }
    code.raw("4889c7").call(api.address("PyModule_GetDict"));
    code.raw("4889c2 4889c1").load("rdi", place.text()).load("rsi", EVAL);
    code.call(api.address("PyRun_String"));
    if (threads) {
      takeEach(code, api, place);
    }
    code.raw("4885c0").jump("0f84", failed);
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

  /// Puts [EachThread] into `sys`; keeps rax. The function itself is kept, too.
  private static void giveEach(MachineCode code, PythonApi api, Place place, Label failed) {
    code.raw("4989c4").load("rdi", place.method()).raw("31f6 31d2"); // r12: the module
    code.call(api.address("PyCFunction_NewEx")).raw("4885c0").jump("0f84", failed);
    code.raw("4889c6").load("rax", place.eachObject()).raw("488930").load("rdi", place.eachName());
    code.call(api.address("PySys_SetObject")).raw("4c89e0");
  }

  /// Lets go of the function, if nobody else has it: the first word of an object counts references.
  /// Keeps rax.
  private static void takeEach(MachineCode code, PythonApi api, Place place) {
    Label kept = new Label();
    Label on = new Label();
    code.raw("4889c3").load("rax", place.eachObject()).raw("488b38 48833f01").jump("0f85", kept);
    code.call(api.address("Py_DecRef")).jump("e9", on).here(kept);
    code.load("rax", place.kept()).raw("c70001000000").here(on).raw("4889d8");
  }
}
