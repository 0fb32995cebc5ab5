package io.github.pmdb.gdb;

import io.github.pmdb.fixture.Requirement;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/// gdb with MI on its standard streams.
final class PipeGdb implements GdbConnection {
  private final Process process;

  PipeGdb() {
    String gdb = Requirement.tool("gdb").toString();
    try {
      process = new ProcessBuilder(gdb, "-nx", "-nh", "-q", "--interpreter=mi3").start();
      process.getErrorStream().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Writes a line as if another user interface had given it; the session drops its answer.
  void inject(String command) {
    try {
      miOut().write(("999999" + command + "\n").getBytes(StandardCharsets.UTF_8));
      miOut().flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public InputStream miIn() {
    return process.getInputStream();
  }

  @Override
  public OutputStream miOut() {
    return process.getOutputStream();
  }

  @Override
  public long pid() {
    return process.pid();
  }

  @Override
  public boolean alive() {
    return process.isAlive();
  }

  @Override
  public void kill() {
    process.destroyForcibly();
  }
}
