package io.github.pmdb.uprobe.event;

import io.github.pmdb.uprobe.agent.CheckedCode;
import io.github.pmdb.uprobe.bpf.Code;
import io.github.pmdb.uprobe.bpf.Label;
import io.github.pmdb.uprobe.kernel.MapShape;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Two programs that send one record for each call of a function: one keeps what is known where it
/// is entered, under the thread, the place of the return address and the function; the other adds
/// what is known where it returns.
public final class CallProgram implements Recording {
  private final RecordLayout layout;
  private final Code entry;
  private final Code back;
  private final Map<String, MapShape> mapsWithoutRing;

  /// What is taken along at one end of a call.
  ///
  /// @param condition without which there is no record
  public record End(Optional<CheckedCode> condition, List<Capture> captures) {
    public End {
      captures = List.copyOf(captures);
    }
  }

  /// @param perSecond how many records are sent in a second at most
  /// @param popped how far the stack pointer is above the place of the return address at a return
  public CallProgram(End atEntry, End atReturn, long perSecond, int popped) {
    List<Capture> all = new ArrayList<>(atEntry.captures());
    all.addAll(atReturn.captures());
    layout = new RecordLayout(all);
    RecordWriter writer = new RecordWriter(layout, RecordWriter.Keeping.CALL);
    boolean limited = perSecond <= Integer.MAX_VALUE;
    mapsWithoutRing = writer.maps(1, limited);
    entry = entry(writer, atEntry, atReturn);
    RecordWriter behind = new RecordWriter(layout, RecordWriter.Keeping.CALL);
    behind.key(popped);
    back = back(behind, atEntry.captures().size(), atReturn, perSecond);
  }

  private Code entry(RecordWriter writer, End end, End later) {
    writer.count(Counts.HITS);
    end.condition().ifPresent(it -> writer.decide(it, writer.end(), writer.undecided()));
    writer.key(0);
    writer.makeRoom();
    writer.time();
    for (int i = 0; i < end.captures().size(); i++) {
      writer.capture(end.captures().get(i), layout.offset(i));
    }
    for (int i = 0; i < later.captures().size(); i++) {
      writer.prepare(later.captures().get(i), layout.offset(end.captures().size() + i));
    }
    return writer.finish();
  }

  private Code back(RecordWriter writer, int first, End end, long perSecond) {
    Label no = new Label();
    Label undecidable = new Label();
    Label tooMany = new Label();
    writer.find(writer.end());
    end.condition().ifPresent(it -> writer.decide(it, no, undecidable));
    if (perSecond <= Integer.MAX_VALUE) {
      writer.limit((int) perSecond, tooMany);
    }
    for (int i = 0; i < end.captures().size(); i++) {
      writer.capture(end.captures().get(i), layout.offset(first + i));
    }
    writer.header();
    writer.send();
    writer.out().jump(writer.end());
    forget(writer, no, Optional.empty());
    forget(writer, undecidable, Optional.of(writer.undecided()));
    forget(writer, tooMany, Optional.of(writer.passed()));
    return writer.finish();
  }

  private static void forget(RecordWriter writer, Label label, Optional<Label> then) {
    if (label.used()) {
      writer.out().bind(label);
      writer.forget();
      writer.out().jump(then.orElse(writer.end()));
    }
  }

  @Override
  public List<Stage> stages() {
    // First the return: of a call whose entry is seen, the return is too.
    return List.of(new Stage("pmdb_return", back, true), new Stage("pmdb_call", entry, false));
  }

  @Override
  public Map<String, MapShape> maps(int ringBytes) {
    mapsWithoutRing.put(EVENTS, MapShape.ring(ringBytes));
    return mapsWithoutRing;
  }

  @Override
  public int place(int capture) {
    return layout.offset(capture);
  }

  @Override
  public Event decode(ByteBuffer record) {
    return layout.decode(record);
  }
}
