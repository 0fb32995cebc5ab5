package io.github.pmdb.uprobe.libc;

import io.github.pmdb.uprobe.event.Captured;
import io.github.pmdb.uprobe.event.Quoted;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;

/// Addresses of sockets, `sys/socket.h`, `netinet/in.h`, `sys/un.h`.
final class SocketAddress {
  private static final int UNIX = 1;
  private static final int INET = 2;
  private static final int INET6 = 10;

  private SocketAddress() {}

  /// @param longer as long as one of IPv6, or why it could not be read
  /// @param shorter as long as one of IPv4
  /// @param path behind the family
  /// @param hidden the same behind a NUL, with which names of no file begin
  static Optional<String> text(Captured longer, Captured shorter, Captured path, Captured hidden) {
    if (!(shorter instanceof Captured.Block(byte[] four, _))) {
      return Optional.empty();
    }
    int family = (four[0] & 0xff) | (four[1] & 0xff) << 8;
    return Optional.of(
        switch (family) {
          case UNIX -> unix(path, hidden);
          case INET -> host(Arrays.copyOfRange(four, 4, 8)) + ":" + port(four);
          case INET6 ->
              longer instanceof Captured.Block(byte[] six, _)
                  ? "[" + host(Arrays.copyOfRange(six, 8, 24)) + "]:" + port(six)
                  : "AF_INET6";
          default -> NumberNames.name("family", family);
        });
  }

  private static String unix(Captured path, Captured hidden) {
    if (path instanceof Captured.Text text && text.bytes().length > 0) {
      return "unix:" + Quoted.of(text);
    }
    return hidden instanceof Captured.Text text ? "unix:@" + Quoted.of(text) : "AF_UNIX";
  }

  private static int port(byte[] address) {
    return (address[2] & 0xff) << 8 | (address[3] & 0xff);
  }

  private static String host(byte[] address) {
    try {
      return InetAddress.getByAddress(address).getHostAddress();
    } catch (UnknownHostException e) {
      throw new AssertionError("four bytes or sixteen", e);
    }
  }
}
