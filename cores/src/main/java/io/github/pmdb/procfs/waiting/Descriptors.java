package io.github.pmdb.procfs.waiting;

import io.github.pmdb.procfs.file.ProcDirectory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What the descriptors of a process lead to.
public final class Descriptors {
  /// How many watched descriptors of an epoll set are named.
  private static final int SHOWN = 4;

  /// States of `/proc/net/tcp`, `include/net/tcp_states.h`.
  private static final String TCP_LISTEN = "0A";

  private static final String SOCKET = "socket:[";

  private final ProcDirectory process;
  private @Nullable Map<Long, String> sockets;

  public Descriptors(ProcDirectory process) {
    this.process = process;
  }

  /// `fd 3 → /tmp/x`, `fd 4 → TCP 127.0.0.1:80 listening`, or `fd 5 (closed)`.
  String text(int fd) {
    return "fd " + fd + target(fd).map(t -> " → " + t).orElse("");
  }

  /// `/tmp/x`, `TCP 127.0.0.1:80 listening`, `TCP 127.0.0.1:80 ↔ 127.0.0.1:4711`; empty where the
  /// descriptor is closed or may not be looked at.
  public Optional<String> target(int fd) {
    return process.link("fd/" + fd).map(this::resolved);
  }

  /// With the descriptors that an epoll set watches.
  String epollText(int fd) {
    List<Integer> watched = new ArrayList<>();
    for (String line : process.lines("fdinfo/" + fd)) {
      String[] words = line.strip().split("\\s+");
      if (words.length > 1 && words[0].equals("tfd:")) {
        watched.add(Integer.parseInt(words[1]));
      }
    }
    StringBuilder out = new StringBuilder("fd " + fd + " → epoll of ");
    out.append(watched.size()).append(watched.size() == 1 ? " descriptor" : " descriptors");
    String separator = ": ";
    for (int target : watched.subList(0, Math.min(SHOWN, watched.size()))) {
      out.append(separator).append(text(target));
      separator = ", ";
    }
    return out.append(watched.size() > SHOWN ? ", …" : "").toString();
  }

  private String resolved(String target) {
    if (!target.startsWith(SOCKET) || !target.endsWith("]")) {
      return target;
    }
    long inode = Long.parseLong(target.substring(SOCKET.length(), target.length() - 1));
    return sockets().getOrDefault(inode, target);
  }

  private Map<Long, String> sockets() {
    if (sockets == null) {
      Map<Long, String> found = new HashMap<>();
      for (String protocol : List.of("tcp", "tcp6", "udp", "udp6")) {
        process.lines("net/" + protocol).stream().skip(1).forEach(l -> inet(protocol, l, found));
      }
      process.lines("net/unix").stream().skip(1).forEach(l -> unix(l, found));
      sockets = found;
    }
    return sockets;
  }

  private static void inet(String protocol, String line, Map<Long, String> into) {
    String[] f = line.strip().split("\\s+");
    if (f.length > 9) {
      String name = protocol.startsWith("tcp") ? "TCP " : "UDP ";
      String local = name + SocketAddress.ofProc(f[1]);
      String remote = SocketAddress.ofProc(f[2]);
      boolean listens = f[3].equals(TCP_LISTEN) && protocol.startsWith("tcp");
      String peer = remote.endsWith(":*") ? "" : " ↔ " + remote;
      into.put(Long.parseLong(f[9]), local + (listens ? " listening" : peer));
    }
  }

  private static void unix(String line, Map<Long, String> into) {
    String[] f = line.strip().split("\\s+", 8);
    if (f.length > 6) {
      String name = f.length > 7 ? " " + f[7] : "";
      into.put(Long.parseLong(f[6]), "unix socket" + name);
    }
  }
}
