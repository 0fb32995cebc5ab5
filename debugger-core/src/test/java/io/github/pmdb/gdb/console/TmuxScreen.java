package io.github.pmdb.gdb.console;

import io.github.pmdb.gdb.pty.TerminalSize;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/// What a terminal shows after some bytes, by tmux's emulation.
final class TmuxScreen {
  /// A title, set by the last of the bytes. CAN ends a sequence that those before have left open.
  private static final String DONE = "\030\033]0;all-bytes-taken\007";

  private final Path directory;

  /// A server that was told to end may still hold its socket: each picture has its own.
  private int servers;

  TmuxScreen(Path directory) {
    this.directory = directory;
  }

  /// The picture after these bytes, each row without trailing blanks.
  String show(byte[] bytes, TerminalSize size) {
    servers++;
    try {
      Path file = Files.write(directory.resolve("screen"), bytes);
      Files.writeString(file, DONE, StandardOpenOption.APPEND);
      Files.writeString(directory.resolve("tmux.conf"), "set -g status off\n");
      tmux(
          "new-session",
          "-d",
          "-x",
          Integer.toString(size.columns()),
          "-y",
          Integer.toString(size.rows()),
          "stty raw -echo; cat " + file + "; sleep 100");
      Await.until(
          "tmux took all bytes",
          () -> tmux("display-message", "-p", "#{pane_title}").contains("all-bytes-taken"));
      return tmux("capture-pane", "-p");
    } catch (IOException e) {
      throw new AssertionError(e);
    } finally {
      tmux("kill-server");
    }
  }

  private String tmux(String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "tmux",
                "-S",
                directory.resolve("tmux-" + servers).toString(),
                "-f",
                directory.resolve("tmux.conf").toString()));
    command.addAll(List.of(arguments));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      process.waitFor();
      return said;
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
