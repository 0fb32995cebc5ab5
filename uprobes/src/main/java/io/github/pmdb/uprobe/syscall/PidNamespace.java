package io.github.pmdb.uprobe.syscall;

import io.github.pmdb.snapshot.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// The pid namespace of this process: in a container the pids that are seen are other ones than the
/// kernel's own, which programs are given.
///
/// @param device of the file that stands for it, as the kernel writes numbers of devices
/// @param inode of that file
public record PidNamespace(long device, long inode) {
  private static final Path OWN = Path.of("/proc/self/ns/pid");

  /// `PROC_PID_INIT_INO` of `linux/proc_ns.h`.
  private static final long INITIAL = 0xeffffffcL;

  /// Empty where it is the machine's own.
  public static Optional<PidNamespace> nested() {
    try {
      long inode = ((Number) Files.getAttribute(OWN, "unix:ino")).longValue();
      long device = ((Number) Files.getAttribute(OWN, "unix:dev")).longValue();
      return inode == INITIAL
          ? Optional.empty()
          : Optional.of(new PidNamespace(ofKernel(device), inode));
    } catch (IOException _) {
      // A kernel without namespaces has one.
      return Optional.empty();
    }
  }

  /// `MKDEV` of `linux/kdev_t.h`, from `gnu_dev_makedev` of the C library.
  static long ofKernel(long device) {
    long major = (device >>> 8) & 0xfff;
    long minor = (device & 0xff) | ((device >>> 12) & 0xfff00);
    return major << 20 | minor;
  }

  /// @throws UserError when `/proc` shows the pids of another namespace than that of this process
  public static void requireOwnProc() {
    long shown;
    try {
      shown = Long.parseLong(Files.readSymbolicLink(Path.of("/proc/self")).toString());
    } catch (IOException | NumberFormatException _) {
      // Whoever needs /proc tells what is wrong with it.
      return;
    }
    long own = ProcessHandle.current().pid();
    if (shown != own) {
      throw new UserError(
          "/proc shows the pids of another pid namespace than pmdb's own: pmdb is process %d there, and %d for the kernel"
              .formatted(shown, own),
          "run pmdb outside of `unshare --pid`, or with a /proc of its own: unshare --pid --fork --mount-proc");
    }
  }
}
