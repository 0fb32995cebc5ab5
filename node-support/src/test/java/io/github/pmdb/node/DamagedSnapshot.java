package io.github.pmdb.node;

import io.github.pmdb.memory.Memory;
import io.github.pmdb.snapshot.Snapshot;
import io.github.pmdb.snapshot.SnapshotView;
import java.util.Random;

/// A snapshot whose memory is not what it was.
final class DamagedSnapshot extends SnapshotView {
  private final Memory memory;

  private DamagedSnapshot(Snapshot real, Memory memory) {
    super(real);
    this.memory = memory;
  }

  @Override
  public Memory memory() {
    return memory;
  }

  private static final int LINE = 256;

  /// Changes bytes that were read.
  private interface Damage {
    void to(long address, byte[] into, int offset, int length);
  }

  private static DamagedSnapshot of(Snapshot real, Damage damage) {
    Memory whole = real.memory();
    return new DamagedSnapshot(
        real,
        new Memory() {
          @Override
          public void read(long address, byte[] into, int offset, int length) {
            whole.read(address, into, offset, length);
            damage.to(address, into, offset, length);
          }
        });
  }

  /// Some bits are wrong, the same ones each time: at most one of each line, of every `oneIn`th
  /// line.
  static DamagedSnapshot flipped(Snapshot real, long seed, int oneIn) {
    return of(
        real,
        (address, into, offset, length) -> {
          for (long line = address & -LINE; line < address + length; line += LINE) {
            Random random = new Random(seed ^ line * 0x9e3779b97f4a7c15L);
            long at = line + random.nextInt(LINE);
            boolean wrong = random.nextInt(oneIn) == 0 && at >= address && at < address + length;
            if (wrong) {
              into[offset + (int) (at - address)] ^= (byte) (1 << random.nextInt(8));
            }
          }
        });
  }

  /// One byte is another.
  static DamagedSnapshot changed(Snapshot real, long at, int value) {
    return of(
        real,
        (address, into, offset, length) -> {
          if (at >= address && at < address + length) {
            into[offset + (int) (at - address)] = (byte) value;
          }
        });
  }
}
