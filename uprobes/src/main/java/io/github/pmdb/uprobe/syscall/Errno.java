package io.github.pmdb.uprobe.syscall;

/// Error numbers of bpf(2) and perf_event_open(2), `asm-generic/errno.h`.
public final class Errno {
  public static final int EPERM = 1;
  public static final int ENOENT = 2;
  public static final int ESRCH = 3;
  public static final int EINTR = 4;
  public static final int EIO = 5;
  public static final int E2BIG = 7;
  public static final int ENOEXEC = 8;
  public static final int EAGAIN = 11;
  public static final int ENOMEM = 12;
  public static final int EACCES = 13;
  public static final int EBUSY = 16;
  public static final int EEXIST = 17;
  public static final int EINVAL = 22;
  public static final int EMFILE = 24;
  public static final int ENOSPC = 28;

  /// Inside the kernel only, and yet what it answers for an instruction that can not be probed.
  public static final int ENOTSUPP = 524;

  private Errno() {}

  /// As the C library words it.
  public static String text(int error) {
    return switch (error) {
      case EPERM -> "Operation not permitted";
      case ENOENT -> "No such file or directory";
      case ESRCH -> "No such process";
      case EINTR -> "Interrupted system call";
      case EIO -> "Input/output error";
      case E2BIG -> "Argument list too long";
      case ENOEXEC -> "Exec format error";
      case EAGAIN -> "Resource temporarily unavailable";
      case ENOMEM -> "Cannot allocate memory";
      case EACCES -> "Permission denied";
      case EBUSY -> "Device or resource busy";
      case EEXIST -> "File exists";
      case EINVAL -> "Invalid argument";
      case EMFILE -> "Too many open files";
      case ENOSPC -> "No space left on device";
      case ENOTSUPP -> "Operation not supported";
      default -> "error " + error;
    };
  }
}
