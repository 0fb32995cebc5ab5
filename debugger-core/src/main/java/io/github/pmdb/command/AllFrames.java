package io.github.pmdb.command;

/// The option of commands that show stacks to show each frame of a recursion.
public final class AllFrames {
  public static final String FLAG = "--all-frames";
  public static final String HELP = "each frame of a recursion; else those that repeat are counted";

  private AllFrames() {}

  public static boolean in(Arguments arguments) {
    return arguments.has(FLAG);
  }
}
