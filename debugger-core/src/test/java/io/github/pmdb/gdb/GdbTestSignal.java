package io.github.pmdb.gdb;

import io.github.pmdb.fixture.Finished;
import java.util.List;

final class GdbTestSignal {
  private GdbTestSignal() {}

  static void send(String name, long pid) {
    Finished.run(List.of("/bin/kill", "-s", name, Long.toString(pid))).check();
  }
}
