package io.github.pmdb.uprobe.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.pmdb.snapshot.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// On a folder that looks like tracefs: the real one is one for the machine.
class LastingProbesTest {
  private static final String LINES =
      """
      p:uprobes/p_sh_0x1139 /bin/sh:0x0000000000001139
      r:left/over /lib/x.so:0x10 arg1=$retval
      what is this
      """;

  @TempDir private Path tracefs;

  @Test
  void areListedAndRemovedByName() throws IOException {
    Path events = Files.writeString(tracefs.resolve("uprobe_events"), LINES);
    Path enable = Files.createDirectories(tracefs.resolve("events/left/over")).resolve("enable");
    Files.writeString(enable, "1\n");
    LastingProbes probes = new LastingProbes(tracefs);
    LastingProbe left = new LastingProbe("left/over", true, "/lib/x.so:0x10 arg1=$retval", true);
    LastingProbe idle =
        new LastingProbe("uprobes/p_sh_0x1139", false, "/bin/sh:0x0000000000001139", false);
    assertEquals(List.of(idle, left), probes.list());
    assertThrows(UserError.class, () -> probes.remove("no/such"));
    assertEquals(left, probes.remove("left/over"));
    assertEquals("0\n", Files.readString(enable));
    assertEquals(LINES + "-:left/over\n", Files.readString(events));
  }
}
