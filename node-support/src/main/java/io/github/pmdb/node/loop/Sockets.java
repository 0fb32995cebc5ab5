package io.github.pmdb.node.loop;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// What servers, sockets and child processes keep of addresses, paths and process ids in
/// JavaScript.
final class Sockets {
  private static final int LISTED = 4;
  private static final int MOST_ARGUMENTS = 16;

  private final Values values;

  Sockets(Values values) {
    this.values = values;
  }

  List<String> facts(long owner) {
    List<String> facts = new ArrayList<>();
    add(facts, "listens on ", listening(values.text(owner, "_connectionKey")));
    add(facts, "listens on ", values.text(owner, "_pipeName"));
    add(facts, "local ", address(values.object(owner, "_sockname")));
    add(facts, "peer ", address(values.object(owner, "_peername")));
    add(facts, "host ", values.text(owner, "_host"));
    long tried = values.object(owner, "autoSelectFamilyAttemptedAddresses");
    if (tried != 0) {
      values.items(tried).stream()
          .limit(LISTED)
          .forEach(item -> add(facts, "connected to ", values.text(item)));
    }
    add(facts, "runs ", command(owner));
    add(facts, "thread ", values.text(owner, "threadId"));
    return facts;
  }

  /// A program with its arguments, as `ps` has them.
  private String command(long child) {
    String file = values.text(child, "spawnfile");
    long arguments = values.object(child, "spawnargs");
    if (file.isEmpty() || arguments == 0) {
      return file;
    }
    List<Long> all = values.items(arguments);
    String given =
        all.stream()
            .skip(1)
            .limit(MOST_ARGUMENTS)
            .map(values::text)
            .map(text -> " " + text)
            .collect(Collectors.joining());
    return file + given + (all.size() > MOST_ARGUMENTS + 1 ? " ..." : "");
  }

  private static void add(List<String> facts, String name, String text) {
    if (!text.isEmpty()) {
      facts.add(name + text);
    }
  }

  /// `4:127.0.0.1:80`, `6::::80`: family, host, port. A server of a pipe has `path:-1:-1`.
  private static String listening(String key) {
    int first = key.indexOf(':');
    int last = key.lastIndexOf(':');
    if (first < 0 || last <= first || key.endsWith(":-1")) {
      return "";
    }
    String port = key.substring(last + 1);
    return withPort(key.substring(first + 1, last), port.equals("0") ? "any port" : port);
  }

  private String address(long name) {
    if (name == 0) {
      return "";
    }
    String host = values.text(name, "address");
    return host.isEmpty() ? "" : withPort(host, values.text(name, "port"));
  }

  private static String withPort(String host, String port) {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
