package io.github.pmdb.memory;

import io.github.pmdb.snapshot.UserError;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// What to say when a file can not be read.
public final class FileErrors {
  private FileErrors() {}

  /// Why, in a few words to stand behind the file's name.
  public static String reason(IOException e) {
    return switch (e) {
      case NoSuchFileException _ -> "there is no such file";
      case AccessDeniedException _ -> "no permission";
      case ClosedByInterruptException _ -> "that was interrupted";
      default -> String.valueOf(e.getMessage());
    };
  }

  public static UserError cannotRead(Path file, IOException e) {
    return switch (e) {
      case NoSuchFileException missing ->
          new UserError("there is no file " + file, "check the path", missing);
      case AccessDeniedException denied ->
          new UserError(
              "no permission to read " + file,
              "run as its owner, or: sudo chmod a+r " + file,
              denied);
      default -> new UserError("cannot read " + file + ": " + reason(e), "", e);
    };
  }
}
