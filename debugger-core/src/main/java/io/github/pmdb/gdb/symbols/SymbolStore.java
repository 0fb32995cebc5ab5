package io.github.pmdb.gdb.symbols;

import io.github.pmdb.gdb.process.GdbLaunch;
import io.github.pmdb.gdb.process.GdbProgram;
import io.github.pmdb.uprobe.compile.Symbols;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Symbols of files, each read by a gdb that stays for whoever asks next: to start one and to let
/// it read a program takes longer than all questions of a trace.
public final class SymbolStore implements AutoCloseable {
  private final GdbLaunch launch;
  private final List<Path> debugDirectories;
  private final int mostIdle;

  /// Those that nobody uses first are those that were given back first.
  private final List<Kept> all = new ArrayList<>();

  /// @param debugDirectories where separate debug files lie; empty for the system's own
  /// @param mostIdle how many stay when nobody uses them
  public SymbolStore(GdbLaunch launch, List<Path> debugDirectories, int mostIdle) {
    this.launch = launch;
    this.debugDirectories = List.copyOf(debugDirectories);
    this.mostIdle = mostIdle;
  }

  /// @param version a file that was written anew is another one
  private record Key(Path file, String version, long bias) {
    static Key of(Path file, long bias) {
      try {
        BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
        return new Key(file, now.fileKey() + " " + now.lastModifiedTime() + " " + now.size(), bias);
      } catch (IOException _) {
        // gdb is to tell what is wrong with it.
        return new Key(file, "", bias);
      }
    }
  }

  private static final class Kept {
    private final Key key;
    private final SymbolPipe pipe;
    private int users;

    Kept(Key key, SymbolPipe pipe) {
      this.key = key;
      this.pipe = pipe;
    }
  }

  public GdbLaunch launch() {
    return launch;
  }

  /// Empty for the system's own.
  public List<Path> debugDirectories() {
    return debugDirectories;
  }

  /// @param file of the program or library
  /// @param bias how much further a process has it than the file says
  /// @throws io.github.pmdb.snapshot.UserError when there is no gdb with Python, or it cannot read
  ///   the file
  public Symbols open(Path file, long bias) {
    Key key = Key.of(file, bias);
    Kept kept = known(key).orElseGet(() -> started(key));
    return new SymbolGdb(kept.pipe, () -> ThreadBlock.expression(file, bias), () -> giveBack(kept));
  }

  private synchronized Optional<Kept> known(Key key) {
    Optional<Kept> known =
        all.stream().filter(each -> each.key.equals(key) && each.pipe.isAlive()).findFirst();
    known.ifPresent(kept -> kept.users++);
    return known;
  }

  private Kept started(Key key) {
    SymbolPipe pipe = SymbolPipe.start(GdbProgram.find(launch), launch, debugDirectories);
    try {
      SymbolGdb.read(pipe, key.file(), key.bias());
    } catch (RuntimeException | Error e) {
      pipe.close();
      throw e;
    }
    Kept kept = new Kept(key, pipe);
    kept.users = 1;
    synchronized (this) {
      all.add(kept);
    }
    return kept;
  }

  private synchronized void giveBack(Kept kept) {
    kept.users--;
    if (kept.users == 0 && all.remove(kept)) {
      all.add(kept);
    }
    List<Kept> idle = all.stream().filter(each -> each.users == 0).toList();
    idle.subList(0, Math.max(0, idle.size() - mostIdle)).forEach(this::end);
  }

  private void end(Kept kept) {
    all.remove(kept);
    kept.pipe.close();
  }

  /// Ends all of them, used or not.
  @Override
  public synchronized void close() {
    List.copyOf(all).forEach(this::end);
  }
}
