package io.github.pmdb.gdb.script;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.core.note.AuxiliaryVector;
import io.github.pmdb.memory.Bytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class WideRegistersTest {
  @Test
  void onlyOldGdbsOnNewProcessorsAreMended() {
    assertFalse(WideRegisters.areWritten("13.1", machine(11952)));
    assertTrue(WideRegisters.areWritten("14.2", machine(11952)));
    assertTrue(WideRegisters.areWritten("12.1", machine(3632)));
    assertTrue(WideRegisters.areWritten("12.1", AuxiliaryVector.EMPTY));
  }

  private static AuxiliaryVector machine(long stackOfSignal) {
    ByteBuffer words = ByteBuffer.allocate(32).order(ByteOrder.LITTLE_ENDIAN);
    words.putLong(51).putLong(stackOfSignal);
    return AuxiliaryVector.read(Bytes.of(words.array()), Long.BYTES);
  }
}
