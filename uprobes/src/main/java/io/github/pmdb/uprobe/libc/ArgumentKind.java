package io.github.pmdb.uprobe.libc;

/// What an argument is, and so how it is taken along and shown.
enum ArgumentKind {
  /// A string.
  PATH,
  INT,
  LONG,
  /// Without a sign.
  SIZE,
  POINTER,
  HEX,
  OCTAL,
  /// Permissions that count only where the flags before them create a file.
  MODE,
  /// A descriptor, or the working directory.
  DIRFD,
  /// Bits with names.
  FLAGS,
  /// A number with a name.
  ENUM,
  /// Memory, as long as the next argument says.
  BYTES,
  SOCKADDR,
  /// Strings up to a null pointer.
  LIST
}
