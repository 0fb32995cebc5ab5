package io.github.pmdb.node.loop;

import io.github.pmdb.memory.Memory;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.node.frame.JsFrame;
import io.github.pmdb.node.layout.Layout;
import io.github.pmdb.node.loop.Wrappers.Wrapper;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.LongFunction;

/// Lists the requests of an environment.
final class Requests {
  private static final int LONGEST_PATH = 4096;

  /// `uv_req_type` of libuv.
  private static final String[] TYPES = {
    "",
    "",
    "connect",
    "write",
    "shutdown",
    "send",
    "fs",
    "work",
    "getaddrinfo",
    "getnameinfo",
    "random"
  };

  /// `uv_fs_type` of libuv.
  private static final String[] CALLS = {
    "custom",
    "open",
    "close",
    "read",
    "write",
    "sendfile",
    "stat",
    "lstat",
    "fstat",
    "ftruncate",
    "utime",
    "futime",
    "access",
    "chmod",
    "fchmod",
    "fsync",
    "fdatasync",
    "unlink",
    "rmdir",
    "mkdir",
    "mkdtemp",
    "rename",
    "scandir",
    "link",
    "symlink",
    "readlink",
    "chown",
    "fchown",
    "realpath",
    "copyfile",
    "lchown",
    "opendir",
    "readdir",
    "closedir",
    "statfs",
    "mkstemp",
    "lutime"
  };

  /// Calls that take a descriptor.
  private static final List<String> ON_DESCRIPTORS =
      List.of(
          "close",
          "read",
          "write",
          "sendfile",
          "fstat",
          "ftruncate",
          "futime",
          "fchmod",
          "fsync",
          "fdatasync",
          "fchown");

  private final Memory memory;
  private final Layout layout;
  private final Values values;
  private final IntFunction<Optional<String>> descriptors;
  private final LongFunction<List<JsFrame>> awaiting;

  /// @param awaiting the async functions that go on when a promise is settled
  Requests(
      Memory memory,
      Values values,
      IntFunction<Optional<String>> descriptors,
      LongFunction<List<JsFrame>> awaiting) {
    this.awaiting = awaiting;
    this.memory = memory;
    this.layout = values.reader().layout();
    this.values = values;
    this.descriptors = descriptors;
  }

  List<Request> of(List<Wrapper> wrappers) {
    return wrappers.stream().map(this::request).toList();
  }

  private Request request(Wrapper wrapper) {
    long object = wrapper.object();
    String kind = "(no object)";
    String operation = "";
    String callback = "";
    List<String> facts = new ArrayList<>();
    try {
      if (object != 0) {
        kind = values.constructor(object);
        callback = callback(object);
        facts.addAll(asked(object));
      }
      if (wrapper.uv() != 0) {
        operation = operation(wrapper.uv(), facts);
      }
    } catch (MemoryFault e) {
      facts.add("<" + e.getMessage() + ">");
    }
    return new Request(kind, operation, Values.address(object), callback, List.copyOf(facts));
  }

  /// The program's own function where Node.js keeps it, else that of Node.js.
  private String callback(long object) {
    long complete = values.get(object, "oncomplete").orElse(0L);
    long context = values.object(object, "context");
    for (long candidate :
        new long[] {
          values.object(object, "callback"),
          context == 0 ? 0 : values.object(context, "callback"),
          values.closed(complete, "cb"),
          complete
        }) {
      String function = values.function(candidate);
      if (!function.isEmpty()) {
        return function;
      }
    }
    return waiting(values.object(object, "promise"));
  }

  /// The async function that waits for it: the program's own, where one of Node.js stands between.
  private String waiting(long promise) {
    List<JsFrame> frames = promise == 0 ? List.of() : awaiting.apply(promise);
    return frames.stream()
        .filter(f -> !f.place().isOfNode())
        .findFirst()
        .or(() -> frames.stream().findFirst())
        .map(f -> "await in %s (%s)".formatted(f.name(), f.place()))
        .orElse("");
  }

  /// What connections and look-ups keep in JavaScript.
  private List<String> asked(long object) {
    List<String> facts = new ArrayList<>();
    String address = values.text(object, "address");
    String port = values.text(object, "port");
    if (!address.isEmpty()) {
      facts.add("to " + address + (port.isEmpty() ? "" : ":" + port));
    }
    String host = values.text(object, "hostname");
    if (!host.isEmpty()) {
      facts.add("host " + host);
    }
    return facts;
  }

  private String operation(long request, List<String> facts) {
    int type = memory.i32(request + layout.get("uv_req.type"));
    String name = type >= 0 && type < TYPES.length ? TYPES[type] : "request of type " + type;
    if (!name.equals("fs")) {
      return name;
    }
    int call = memory.i32(request + layout.get("uv_fs.type"));
    String what = call >= 0 && call < CALLS.length ? CALLS[call] : "call " + call;
    if (ON_DESCRIPTORS.contains(what)) {
      int fd = memory.i32(request + layout.get("uv_fs.file"));
      facts.add("fd " + fd + descriptors.apply(fd).map(t -> " → " + t).orElse(""));
    } else {
      path(request, "uv_fs.path", "path ", facts);
      path(request, "uv_fs.new_path", "to ", facts);
    }
    return "fs " + what;
  }

  private void path(long request, String field, String word, List<String> facts) {
    long path = memory.pointer(request + layout.get(field));
    if (path != 0) {
      facts.add(word + new String(memory.cString(path, LONGEST_PATH), StandardCharsets.UTF_8));
    }
  }
}
