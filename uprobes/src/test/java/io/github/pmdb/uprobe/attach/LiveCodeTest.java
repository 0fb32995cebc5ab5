package io.github.pmdb.uprobe.attach;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.memory.Memory;
import io.github.pmdb.memory.MemoryFault;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class LiveCodeTest {
  private static final long BIAS = 0x7000;

  private static String objection(String file, String memory, boolean traced) {
    byte[] now = HexFormat.of().parseHex(memory);
    LiveCode code =
        new LiveCode(
            new Memory() {
              @Override
              public void read(long address, byte[] into, int offset, int length) {
                if (address != BIAS + 16 || length > now.length) {
                  throw new MemoryFault(address, length, "not there");
                }
                System.arraycopy(now, 0, into, offset, length);
              }
            },
            BIAS,
            _ -> traced);
    return code.objection(16, HexFormat.of().parseHex(file)).orElse("");
  }

  @Test
  void tellsHooksFromProbesAndBreakpoints() {
    assertEquals("", objection("554889e5", "554889e5", false));
    assertEquals("", objection("554889e5", "cc4889e5", false));
    assertTrue(objection("554889e5", "cc4889e5", true).contains("debugger has a breakpoint"));
    assertTrue(objection("554889e541", "e911223344", false).contains("has rewritten"));
    assertTrue(objection("554889e5", "554889", false).contains("can not be read"));
    assertEquals("", objection("0f1f44000055", "e81122334455", false));
    assertTrue(objection("0f1f44000055", "e81122334490", false).contains("has rewritten"));
    assertTrue(objection("0f1f4400", "e8112233", false).contains("has rewritten"));
  }
}
