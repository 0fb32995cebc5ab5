package io.github.pmdb.cpython.frame;

import io.github.pmdb.cpython.layout.Layout;
import io.github.pmdb.cpython.object.Budget;
import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.interpreter.ScriptStack;
import io.github.pmdb.interpreter.hit.FrameCopy;
import io.github.pmdb.interpreter.hit.FrameTrail;
import io.github.pmdb.memory.Memory;
import io.github.pmdb.memory.MemoryFault;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Reads frames of which somebody took copies while their thread was there. Code objects are read
/// of the process, which has gone on since: one that is not as it was is not believed.
public final class CopiedFrames {
  /// Of code objects that are known.
  private static final int MOST_KNOWN = 20_000;

  /// Of a `str` of 3.x and of 2.7: both stand behind the object's header. The hash of a name is
  /// always known.
  private static final int LENGTH_AND_HASH = 2 * Long.BYTES;

  /// As much of a table of lines as tells it from another one of that length most often.
  private static final int TABLE = 32;

  private static final List<String> OF_FRAME_OBJECTS =
      List.of("frame.f_back", "frame.f_code", "frame.f_lasti");

  private static final List<String> OF_FRAMES =
      List.of(
          "iframe.f_code",
          "iframe.f_executable",
          "iframe.previous",
          "iframe.prev_instr",
          "iframe.instr_ptr",
          "iframe.owner",
          "iframe.is_entry",
          "iframe.tlbc_index");

  private static final List<String> OF_CODE =
      List.of(
          "code.co_filename",
          "code.co_name",
          "code.co_qualname",
          "code.co_firstlineno",
          "code.co_linetable",
          "code.co_lnotab");

  private final Heap heap;
  private final FrameTrail.Frames shape;
  private final Codes codes;

  /// By what the code objects in [#codes] are told from others.
  private final Map<Long, byte[]> marks = new HashMap<>();

  /// @param heap that keeps nothing it has read but types
  /// @param codes nobody else's
  public CopiedFrames(Heap heap, Codes codes) {
    this.heap = heap;
    this.shape = shape(heap.layout());
    this.codes = codes;
  }

  /// What of frames is to be copied.
  public static FrameTrail.Frames shape(Layout layout) {
    boolean objects = layout.has("tstate.frame");
    int start = offsets(layout, OF_CODE).min(Integer::compare).orElse(0);
    return new FrameTrail.Frames(
        end(layout, objects ? OF_FRAME_OBJECTS : OF_FRAMES),
        layout.offset(objects ? "frame.f_back" : "iframe.previous"),
        layout.offset(FrameFields.code(layout)),
        new FrameTrail.Mark(
            start,
            end(layout, OF_CODE) - start,
            List.of(
                part(layout, "code.co_name", LENGTH_AND_HASH),
                part(layout, "code.co_filename", LENGTH_AND_HASH),
                part(
                    layout,
                    layout.has("code.co_lnotab") ? "code.co_lnotab" : "code.co_linetable",
                    LENGTH_AND_HASH + TABLE))),
        objects || layout.has("iframe.is_entry")
            ? Optional.empty()
            : Optional.of(
                new FrameTrail.Stubs(layout.offset("iframe.owner"), FrameChain.OWNER_SHIM)));
  }

  private static FrameTrail.Part part(Layout layout, String pointer, int bytes) {
    return new FrameTrail.Part(layout.offset(pointer), layout.offset("object.sizeof"), bytes);
  }

  private static Stream<Integer> offsets(Layout layout, List<String> fields) {
    return fields.stream().filter(layout::has).map(layout::offset);
  }

  /// Behind the last of the fields, in whole words.
  private static int end(Layout layout, List<String> fields) {
    int last = offsets(layout, fields).max(Integer::compare).orElse(0);
    return (last / Long.BYTES + 1) * Long.BYTES;
  }

  /// @param frames innermost first
  /// @param rest address of a further frame, 0 for none
  public synchronized ScriptStack read(List<FrameCopy> frames, long rest) {
    if (frames.isEmpty()) {
      return new ScriptStack(List.of(), List.of());
    }
    if (marks.size() > MOST_KNOWN) {
      marks.keySet().forEach(codes::forget);
      marks.clear();
    }
    Memory then = new Copies(frames, rest);
    return FrameWalker.suspended(
        heap.over(then).within(Budget.ofQuestion()),
        frames.getFirst().address(),
        frames.size(),
        codes);
  }

  /// Whether what a frame ran is known, or still what it was.
  private boolean isThere(long code, byte[] mark) {
    byte[] known = marks.get(code);
    if (Arrays.equals(known, mark)) {
      return true;
    }
    marks.remove(code);
    codes.forget(code);
    // It may go while it is read.
    if (Arrays.equals(markOf(code), mark)
        && isReadable(code)
        && Arrays.equals(markOf(code), mark)) {
      marks.put(code, mark);
      return true;
    }
    codes.forget(code);
    return false;
  }

  private boolean isReadable(long code) {
    try {
      codes.at(heap, code);
      return true;
    } catch (MemoryFault _) {
      return codes.isConstant(code); // which is never shown
    }
  }

  private byte[] markOf(long code) {
    FrameTrail.Mark shape = this.shape.mark();
    try {
      byte[] mark =
          Arrays.copyOf(heap.memory().bytes(code + shape.start(), shape.bytes()), shape.allBytes());
      int at = shape.bytes();
      for (FrameTrail.Part part : shape.parts()) {
        long where = heap.memory().pointer(code + part.pointer()) + part.start();
        heap.memory().read(where, mark, at, part.bytes());
        at += part.bytes();
      }
      return trimmed(mark);
    } catch (MemoryFault _) {
      return new byte[0]; // nothing is there any more
    }
  }

  /// Without what lies behind a short table, and without its hash, which may be made at any time.
  private byte[] trimmed(byte[] mark) {
    int table = mark.length - LENGTH_AND_HASH - TABLE;
    ByteBuffer bytes = ByteBuffer.wrap(mark).order(ByteOrder.LITTLE_ENDIAN);
    int data = heap.layout().offset("bytes.ob_sval") - heap.layout().offset("object.sizeof");
    long length = Math.clamp(bytes.getLong(table), 0, TABLE);
    bytes.putLong(table + Long.BYTES, 0);
    int end = Math.min(mark.length, table + data + (int) length);
    Arrays.fill(mark, end, mark.length, (byte) 0);
    return mark;
  }

  /// The process as it is, but for the frames, and without code objects that are not what they
  /// were.
  private final class Copies extends Memory {
    private final NavigableMap<Long, byte[]> frames = new TreeMap<>();
    private final Set<Long> gone = new HashSet<>();

    Copies(List<FrameCopy> copied, long rest) {
      copied.forEach(frame -> frames.put(frame.address(), frame.bytes()));
      // Stubs were left out, and so was whatever the last one leads to.
      long outer = frames.containsKey(rest) ? rest : 0;
      for (FrameCopy frame : copied.reversed()) {
        ByteBuffer bytes = ByteBuffer.wrap(frame.bytes().clone()).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(shape.caller(), outer);
        frames.put(frame.address(), bytes.array());
        outer = frame.address();
        long code = bytes.getLong(shape.code()) & FrameTrail.Frames.POINTER;
        if (!isThere(code, trimmed(frame.mark().clone()))) {
          gone.add(code);
        }
      }
    }

    @Override
    public void read(long address, byte[] into, int offset, int length) {
      Map.Entry<Long, byte[]> frame = frames.floorEntry(address);
      if (frame != null && address + length <= frame.getKey() + frame.getValue().length) {
        System.arraycopy(frame.getValue(), (int) (address - frame.getKey()), into, offset, length);
        return;
      }
      // What is read of a code object first is its type.
      if (!gone.isEmpty() && gone.contains(address - heap.layout().offset("object.ob_type"))) {
        throw new MemoryFault(address, length, "the code object there is another one by now");
      }
      heap.memory().read(address, into, offset, length);
    }
  }
}
