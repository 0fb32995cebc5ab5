package io.github.pmdb.gdb.script;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.Objects;

/// Python of ours for a running gdb. It goes there as text: a file would have to lie where nobody
/// else can change it.
public final class GdbModule {
  private GdbModule() {}

  /// A line of Python that makes a script a module, which it leaves in `m`.
  ///
  /// @param name of the module and, with `.py`, of the resource
  public static String loading(String name) {
    return "import base64, sys, types; m = types.ModuleType('%1$s'); sys.modules['%1$s'] = m;"
            .formatted(name)
        + " exec(compile(base64.b64decode('%s').decode('utf-8'), '%s.py', 'exec'), m.__dict__)"
            .formatted(Base64.getEncoder().encodeToString(script(name)), name);
  }

  private static byte[] script(String name) {
    String resource = "/" + name + ".py";
    try (InputStream in = GdbModule.class.getResourceAsStream(resource)) {
      return Objects.requireNonNull(in, resource).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
