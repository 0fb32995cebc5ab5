package io.github.pmdb.uprobe.syscall;

import io.github.pmdb.procfs.file.ProcDirectory;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How many processors the kernel keeps values for, whether they are there or not.
public final class Processors {
  private static final Pattern LAST = Pattern.compile("(\\d{1,6})\\s*$");
  private static final int POSSIBLE = read();

  private Processors() {}

  public static int possible() {
    return POSSIBLE;
  }

  /// The list of `/sys/devices/system/cpu/possible`, `0-7` or `0,2-3`, ends with the last number.
  private static int read() {
    String text = new ProcDirectory(Path.of("/sys/devices/system/cpu")).text("possible").orElse("");
    Matcher last = LAST.matcher(text);
    if (!last.find()) {
      throw new IllegalStateException("/sys/devices/system/cpu/possible says '" + text + "'");
    }
    return Integer.parseInt(last.group(1)) + 1;
  }
}
