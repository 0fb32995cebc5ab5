package io.github.pmdb.uprobe.bpf;

import java.util.Locale;

/// Functions of the kernel that a program calls: numbers and arguments from `___BPF_FUNC_MAPPER` in
/// `linux/bpf.h`.
public enum KernelFunction {
  /// Map, key address → address of the value or 0.
  MAP_LOOKUP_ELEM(1),
  /// Map, key address, value address, flags → 0 or an error.
  MAP_UPDATE_ELEM(2),
  /// Map, key address → 0 or an error.
  MAP_DELETE_ELEM(3),
  /// → nanoseconds since boot, without those asleep.
  KTIME_GET_NS(5),
  /// → process id << 32 | thread id.
  GET_CURRENT_PID_TGID(14),
  /// Address, size → 0 or an error: the thread's name.
  GET_CURRENT_COMM(16),
  /// Context, map of stacks, flags → number of the stack or an error.
  GET_STACKID(27),
  /// Context, address, size, flags → bytes written or an error.
  GET_STACK(67),
  /// → the thread's `struct task_struct`.
  GET_CURRENT_TASK(35),
  /// Address, size, user address → 0 or an error.
  PROBE_READ_USER(112),
  /// Address, size, address of the kernel → 0 or an error.
  PROBE_READ_KERNEL(113),
  /// Address, size, user address → length with the NUL or an error.
  PROBE_READ_USER_STR(114),
  /// Device and inode of a pid namespace, address, size (8) → 0 or an error: the thread's id and
  /// the process', as that namespace has them, or zeros where it is not the process' own.
  GET_NS_CURRENT_PID_TGID(120),
  /// Map, address, size, flags → 0 or an error.
  RINGBUF_OUTPUT(130),
  /// Map, size (a constant), flags → address or 0.
  RINGBUF_RESERVE(131),
  /// Address that was reserved, flags.
  RINGBUF_SUBMIT(132),
  /// Address that was reserved, flags.
  RINGBUF_DISCARD(133),
  /// Address, size, user address → 0 or an error; may sleep.
  COPY_FROM_USER(148),
  /// Context → the cookie of the probe.
  GET_ATTACH_COOKIE(174);

  final int number;

  KernelFunction(int number) {
    this.number = number;
  }

  /// The name in C, without its prefix `bpf_`.
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  static String name(int number) {
    for (KernelFunction function : values()) {
      if (function.number == number) {
        return function.toString();
      }
    }
    return "#" + number;
  }
}
