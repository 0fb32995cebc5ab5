package io.github.pmdb.procfs.waiting;

/// How an argument of a system call is shown.
enum Argument {
  /// A descriptor with what it leads to.
  FD,
  /// A descriptor of a directory, or the working directory.
  DIRFD,
  /// An epoll descriptor with the descriptors it watches.
  EPOLL,
  /// An address.
  PTR,
  /// An unsigned number.
  COUNT,
  /// A signed 32-bit number.
  INT,
  /// Flags.
  HEX,
  /// A time limit in milliseconds, negative for none.
  MS,
  /// A pointer to a `struct timespec` that limits the wait, null for none.
  TIMEOUT,
  /// A pointer to a `struct timeval` that limits the wait, null for none.
  TIMEVAL,
  /// A pointer to a `struct timespec` that is how long to sleep.
  TIMESPEC,
  /// As above, or when to wake up, by the flags before it (`clock_nanosleep`).
  WAKEUP,
  /// A clock's number.
  CLOCK,
  /// A pointer to a string.
  PATH,
  /// An array of `struct pollfd`, its length is the next argument.
  POLLFDS,
  /// A child to wait for.
  CHILD,
  /// A `struct sockaddr`, its length is the next argument.
  SOCKADDR,
  /// An operation of `flock`.
  FLOCK,
  /// An operation of `fcntl`.
  FCNTL,
  /// All arguments of `futex`.
  FUTEX
}
