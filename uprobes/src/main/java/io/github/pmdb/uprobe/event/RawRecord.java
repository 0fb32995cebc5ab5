package io.github.pmdb.uprobe.event;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// The record that is being read, where it lies in the ring: it is another one as soon as the next
/// is read. Nothing is made of it, so that hundred thousands can be read in a second.
public final class RawRecord {
  private ByteBuffer ring = ByteBuffer.allocate(0);
  private int at;
  private int length;

  /// Goes on to the next one.
  ///
  /// @param where it begins in the ring
  public void move(ByteBuffer in, int where, int bytes) {
    ring = in;
    at = where;
    length = bytes;
  }

  public long nanos() {
    return ring.getLong(at + RecordLayout.TIME);
  }

  /// The process in the upper half, the thread in the lower one.
  public long thread() {
    return ring.getLong(at + RecordLayout.THREAD);
  }

  public long cookie() {
    return ring.getLong(at + RecordLayout.COOKIE);
  }

  /// The first eight bytes of the thread's name.
  public long nameBegin() {
    return ring.getLong(at + RecordLayout.NAME);
  }

  /// The other eight.
  public long nameEnd() {
    return ring.getLong(at + RecordLayout.NAME + Long.BYTES);
  }

  /// Negative where there is no value.
  ///
  /// @param place of what was taken along, see [Recording#place]
  public long status(int place) {
    return ring.getLong(at + place);
  }

  /// @param place of what was taken along, see [Recording#place]
  public long value(int place) {
    return ring.getLong(at + place + RecordLayout.VALUE);
  }

  /// By itself, little endian.
  public ByteBuffer bytes() {
    return ring.slice(at, length).order(ByteOrder.LITTLE_ENDIAN);
  }
}
