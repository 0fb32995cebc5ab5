package io.github.pmdb.procfs.waiting;

import io.github.pmdb.text.HostText;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Addresses of sockets as text: `127.0.0.1:80`, `[::1]:80`, `/run/x.sock`, `@abstract`.
final class SocketAddress {
  /// `sa_family`, `linux/socket.h`.
  private static final int AF_UNIX = 1;

  private static final int AF_INET = 2;
  private static final int AF_INET6 = 10;

  private SocketAddress() {}

  /// Decodes a `struct sockaddr`: family in host order, port in network order.
  static String text(byte[] address) {
    int family = address.length < 2 ? 0 : (address[0] & 0xff) | (address[1] & 0xff) << 8;
    int port = address.length < 4 ? 0 : (address[2] & 0xff) << 8 | (address[3] & 0xff);
    if (family == AF_INET && address.length >= 8) {
      return withPort(address, 4, 4, port);
    }
    if (family == AF_INET6 && address.length >= 24) {
      return withPort(address, 8, 16, port);
    }
    if (family == AF_UNIX) {
      return unixName(address);
    }
    return "address family " + family;
  }

  private static String unixName(byte[] address) {
    boolean unnamedSpace = address.length > 2 && address[2] == 0;
    int start = unnamedSpace ? 3 : 2;
    int end = start;
    while (end < address.length && (unnamedSpace || address[end] != 0)) {
      end++;
    }
    String name = new String(address, start, Math.max(0, end - start), StandardCharsets.UTF_8);
    return unnamedSpace ? "@" + name : name;
  }

  /// Decodes `0100007F:0050` of `/proc/net/tcp`: 32-bit words in host order, port as a number.
  static String ofProc(String text) {
    int colon = text.indexOf(':');
    byte[] bytes = new byte[colon / 2];
    for (int i = 0; i < bytes.length; i++) {
      int swapped = (i & ~3) + 3 - (i & 3);
      bytes[swapped] = (byte) Integer.parseInt(text, 2 * i, 2 * i + 2, 16);
    }
    int port = Integer.parseInt(text.substring(colon + 1), 16);
    return withPort(bytes, 0, bytes.length, port);
  }

  private static String withPort(byte[] bytes, int offset, int length, int port) {
    String host = HostText.of(Arrays.copyOfRange(bytes, offset, offset + length));
    String name = host.contains(":") ? "[" + host + "]" : host;
    return name + ":" + (port == 0 ? "*" : port);
  }
}
