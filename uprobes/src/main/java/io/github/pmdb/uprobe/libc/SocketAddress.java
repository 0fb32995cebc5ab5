package io.github.pmdb.uprobe.libc;

import io.github.pmdb.text.HostText;
import io.github.pmdb.uprobe.event.Captured;
import io.github.pmdb.uprobe.event.Quoted;
import java.util.Arrays;
import java.util.Optional;

/// Addresses of sockets, `sys/socket.h`, `netinet/in.h`, `sys/un.h`.
final class SocketAddress {
  private static final int UNIX = 1;
  private static final int INET = 2;
  private static final int INET6 = 10;

  /// Of an address, in bytes. The kernel does without the scope of one of IPv6.
  private static final int FAMILY = 2;

  private static final int LEAST_INET = 16;
  private static final int LEAST_INET6 = 24;

  private SocketAddress() {}

  /// @param longer as long as one of IPv6, or why it could not be read
  /// @param shorter as long as one of IPv4
  /// @param path behind the family
  /// @param hidden the same behind a NUL, with which names of no file begin
  /// @param length of the address, as the program says: what lies behind it is not of it
  static Optional<String> text(
      Captured longer, Captured shorter, Captured path, Captured hidden, int length) {
    if (length < FAMILY || !(shorter instanceof Captured.Block(byte[] four, _))) {
      return Optional.empty();
    }
    int family = (four[0] & 0xff) | (four[1] & 0xff) << 8;
    return Optional.of(
        switch (family) {
          case UNIX -> unix(path, hidden, length - FAMILY);
          case INET ->
              length >= LEAST_INET
                  ? HostText.of(Arrays.copyOfRange(four, 4, 8)) + ":" + port(four)
                  : "AF_INET";
          case INET6 ->
              length >= LEAST_INET6 && longer instanceof Captured.Block(byte[] six, _)
                  ? "[" + HostText.of(Arrays.copyOfRange(six, 8, 24)) + "]:" + port(six)
                  : "AF_INET6";
          default -> NumberNames.name("family", family);
        });
  }

  /// @param length of all behind the family
  private static String unix(Captured path, Captured hidden, int length) {
    if (length > 0 && path instanceof Captured.Text text && text.bytes().length > 0) {
      return "unix:" + Quoted.of(cut(text, length));
    }
    return length > 0 && hidden instanceof Captured.Text text
        ? "unix:@" + Quoted.of(cut(text, length - 1))
        : "AF_UNIX";
  }

  private static int port(byte[] address) {
    return (address[2] & 0xff) << 8 | (address[3] & 0xff);
  }

  private static Captured.Text cut(Captured.Text text, int most) {
    return text.bytes().length > most
        ? new Captured.Text(Arrays.copyOf(text.bytes(), most), false)
        : text;
  }
}
