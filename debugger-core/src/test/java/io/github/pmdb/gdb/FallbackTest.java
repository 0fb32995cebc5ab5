package io.github.pmdb.gdb;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What older gdbs and those without Python answer agrees with what the extension says.
@Timeout(120)
class FallbackTest {
  @TempDir Path directory;

  @Test
  void threeWaysToTheSameFrames() {
    AttachedGdb.during(directory, FallbackTest::compare);
  }

  private static void compare(GdbDialog dialog, long tid) {
    GdbExtension machine = GdbExtension.load(dialog).orElseThrow();
    GdbExtension json = GdbExtension.console(dialog);
    PlainFrames plain = new PlainFrames(dialog);
    FramesReply expected = machine.frames(tid, 100, AttachedGdb.LIMIT);
    assertEquals(expected, json.frames(tid, 100, AttachedGdb.LIMIT));
    assertEquals(machine.selection(), json.selection());
    assertEquals(machine.selection(), plain.selection());
    assertEquals(2, machine.select(tid, 2).level());
    assertEquals(machine.selection(), plain.selection());
    assertEquals(1, json.select(tid, 1).level());
    assertEquals(machine.selection(), plain.selectFrame(1));
    assertEquals(machine.selection().lwp(), plain.selectThread(tid).lwp());
    FramesReply byMi = plain.frames(tid, 100, AttachedGdb.LIMIT);
    assertEquals(
        expected.frames().stream().map(FallbackTest::known).toList(),
        byMi.frames().stream().map(FallbackTest::known).toList());
  }

  private static String known(FramesReply.Frame frame) {
    return frame.pc() + " " + frame.sp() + " " + frame.function() + " " + frame.line();
  }
}
