package io.github.pmdb.app;

import io.github.pmdb.app.request.Request;
import io.github.pmdb.shell.AtExit;
import java.util.function.BiFunction;

/// The program.
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    AtExit.exit(run(arguments, Streams.ofProcess()));
  }

  /// @return the exit code
  static int run(String[] arguments, Streams streams) {
    return run(arguments, streams, Workshop::new);
  }

  static int run(
      String[] arguments,
      Streams streams,
      BiFunction<Request.Settings, Streams, Assembly> assembly) {
    int code =
        Syntax.execute(arguments, streams, request -> Application.run(request, streams, assembly));
    streams.out().flush();
    streams.err().flush();
    return code;
  }
}
