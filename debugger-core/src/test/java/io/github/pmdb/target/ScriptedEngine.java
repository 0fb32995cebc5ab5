package io.github.pmdb.target;

import io.github.pmdb.frame.NativeFrame;
import io.github.pmdb.snapshot.Registers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// An engine that a test drives.
final class ScriptedEngine implements LiveEngine {
  private final List<String> log;
  private final List<Runnable> listeners = new ArrayList<>();
  private boolean stopped = true;
  private boolean ended;
  private long changes;

  ScriptedEngine(List<String> log) {
    this.log = log;
  }

  void become(boolean nowStopped) {
    stopped = nowStopped;
    changes++;
    listeners.forEach(Runnable::run);
  }

  void end() {
    ended = true;
    become(true);
  }

  @Override
  public OptionalLong pid() {
    return ended ? OptionalLong.empty() : OptionalLong.of(7);
  }

  @Override
  public Map<Long, Registers> registers() {
    return Map.of();
  }

  @Override
  public Optional<StopSignal> stopSignal() {
    return Optional.empty();
  }

  @Override
  public long enginePid() {
    return 99;
  }

  @Override
  public void detach() {
    log.add("detach");
  }

  @Override
  public boolean stopBySignal(boolean anyway) {
    return false;
  }

  @Override
  public void interrupt() {
    log.add("interrupt");
  }

  @Override
  public List<Long> breakpointAddresses() {
    return List.of();
  }

  @Override
  public long changes() {
    return changes;
  }

  @Override
  public void onChange(Runnable listener) {
    listeners.add(listener);
  }

  @Override
  public String title() {
    return "scripted";
  }

  @Override
  public boolean alive() {
    return true;
  }

  @Override
  public List<NativeFrame> frames(long tid, int limit) {
    return List.of();
  }

  @Override
  public Selection selection() {
    return new Selection(7, 0);
  }

  @Override
  public void selectThread(long tid) {
    log.add("thread " + tid);
  }

  @Override
  public void selectFrame(int level) {
    log.add("frame " + level);
  }

  @Override
  public List<String> complete(String line) {
    return List.of();
  }

  @Override
  public boolean stopped() {
    return stopped;
  }

  @Override
  public void catchUp() {}

  @Override
  public void close() {
    log.add("close");
  }

  @Override
  public Intervention intervention() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void beforeLeaving(Runnable action) {
    throw new UnsupportedOperationException();
  }
}
