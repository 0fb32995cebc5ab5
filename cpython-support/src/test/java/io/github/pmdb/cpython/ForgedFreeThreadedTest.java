package io.github.pmdb.cpython;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.cpython.frame.Codes;
import io.github.pmdb.cpython.frame.FrameWalker;
import io.github.pmdb.cpython.layout.Build;
import io.github.pmdb.cpython.layout.Layout;
import io.github.pmdb.cpython.layout.Layouts;
import io.github.pmdb.cpython.layout.PythonVersion;
import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.interpreter.ScriptFrame;
import io.github.pmdb.interpreter.ScriptStack;
import io.github.pmdb.memory.Memory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// A frame of free-threaded CPython 3.14, forged by its layout, which runs its thread's own copy of
/// the bytecode.
class ForgedFreeThreadedTest {
  private static final long BASE = 0x7f00_0000_0000L;
  private static final int FIRST_LINE = 100;

  /// Two instructions of one code unit: at the first line, and five lines on.
  private static final byte[] LINES = {(byte) 0xe8, 0, (byte) 0xe8, 10};

  private final Layout layout =
      Layouts.of(new PythonVersion(3, 14, 3), Build.FREE_THREADED).orElseThrow();
  private final ByteBuffer bytes = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);
  private long free = BASE;

  private final long type = allocate(1024);
  private final long code = allocate(512);
  private final long copies = allocate(24);
  private final long copy = allocate(64);

  private long allocate(int size) {
    long address = free;
    free += size + 15 & ~15;
    return address;
  }

  private void put(long struct, String field, long value) {
    bytes.putLong((int) (struct + layout.offset(field) - BASE), value);
  }

  private void putInt(long struct, String field, int value) {
    bytes.putInt((int) (struct + layout.offset(field) - BASE), value);
  }

  private long typeNamed(String name, int flag) {
    long made = name.equals("type") ? type : allocate(1024);
    long text = allocate(name.length() + 1);
    bytes.put((int) (text - BASE), name.getBytes(StandardCharsets.US_ASCII));
    put(made, "object.ob_type", type);
    put(made, "type.tp_name", text);
    put(made, "type.tp_flags", 1L << flag);
    return made;
  }

  private long string(long strType, String text) {
    long made = allocate(layout.offset("ascii.sizeof") + text.length() + 1);
    put(made, "object.ob_type", strType);
    put(made, "ascii.length", text.length());
    int state =
        1 << layout.offset("unicode.kind_bit")
            | 1 << layout.offset("unicode.compact_bit")
            | 1 << layout.offset("unicode.ascii_bit")
            | 1; // interned, which is a byte of its own here
    putInt(made, "ascii.state", state);
    int data = (int) (made + layout.offset("ascii.sizeof") - BASE);
    bytes.put(data, text.getBytes(StandardCharsets.US_ASCII));
    return made;
  }

  private void forgeCode() {
    typeNamed("type", 31);
    long strings = typeNamed("str", 28);
    long table = allocate(64);
    put(table, "object.ob_type", typeNamed("bytes", 27));
    put(table, "varobject.ob_size", LINES.length);
    bytes.put((int) (table + layout.offset("bytes.ob_sval") - BASE), LINES);
    put(code, "object.ob_type", typeNamed("code", 0));
    put(code, "code.co_qualname", string(strings, "Worker.run"));
    put(code, "code.co_name", string(strings, "run"));
    put(code, "code.co_filename", string(strings, "app.py"));
    put(code, "code.co_linetable", table);
    putInt(code, "code.co_firstlineno", FIRST_LINE);
    put(code, "code.co_tlbc", copies);
    bytes.putLong((int) (copies - BASE), 2);
    bytes.putLong((int) (copies - BASE) + 8, code + layout.offset("code.co_code_adaptive"));
    bytes.putLong((int) (copies - BASE) + 16, copy);
  }

  private ScriptStack stack(int copyIndex, long instruction) {
    long frame = allocate(128);
    put(frame, "iframe.f_executable", code | 1); // a deferred reference
    put(frame, "iframe.instr_ptr", instruction);
    putInt(frame, "iframe.tlbc_index", copyIndex);
    long thread = allocate(1024);
    put(thread, "tstate.current_frame", frame);
    return FrameWalker.walk(
        new Heap(new Forged(), layout, Map.of()), thread, 10, new Codes(_ -> false));
  }

  @Test
  void theThreadsOwnCopyOfTheBytecodeTellsTheLine() {
    forgeCode();
    ScriptFrame frame = stack(1, copy + 2).frames().getFirst();
    assertEquals("Worker.run", frame.function());
    assertEquals("app.py", frame.file());
    assertEquals(FIRST_LINE + 5, frame.line());
  }

  @Test
  void theFirstCopyIsInTheCodeObject() {
    forgeCode();
    long instruction = code + layout.offset("code.co_code_adaptive");
    assertEquals(FIRST_LINE, stack(0, instruction).frames().getFirst().line());
  }

  @Test
  void aCopyThatIsNotThereIsAProblem() {
    forgeCode();
    ScriptStack stack = stack(7, copy);
    assertTrue(stack.frames().isEmpty());
    assertTrue(stack.problems().getFirst().what().contains("no copy 7 of the bytecode"));
  }

  private final class Forged extends Memory {
    @Override
    public void read(long address, byte[] into, int offset, int length) {
      bytes.get((int) (address - BASE), into, offset, length);
    }
  }
}
