package io.github.pmdb.uprobe.syscall;

import io.github.pmdb.procfs.file.ProcDirectory;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The version of a kernel, by which is known what it takes of a program: to try costs time, and
/// what goes wrong has many reasons.
public record KernelRelease(int major, int minor, String text) {
  private static final Pattern RELEASE = Pattern.compile("^(\\d{1,4})\\.(\\d{1,4})");

  /// Says another release than that of the machine, to see on a new kernel what an old one gets.
  public static final String PROPERTY = "pmdb.kernel";

  /// That of this machine.
  public static KernelRelease running() {
    String told = System.getProperty(PROPERTY);
    return told == null ? Machine.RELEASE : of(told);
  }

  private static final class Machine {
    private static final KernelRelease RELEASE =
        of(new ProcDirectory(Path.of("/proc/sys/kernel")).text("osrelease").orElse(""));
  }

  /// @param text as `uname -r` has it; what is no release is older than all
  public static KernelRelease of(String text) {
    Matcher number = RELEASE.matcher(text);
    return number.find()
        ? new KernelRelease(
            Integer.parseInt(number.group(1)), Integer.parseInt(number.group(2)), text)
        : new KernelRelease(0, 0, text);
  }

  public boolean isAtLeast(int wantedMajor, int wantedMinor) {
    return major > wantedMajor || (major == wantedMajor && minor >= wantedMinor);
  }
}
