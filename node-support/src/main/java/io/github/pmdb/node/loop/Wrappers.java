package io.github.pmdb.node.loop;

import io.github.pmdb.memory.Memory;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.node.word.Tagged;
import java.util.ArrayList;
import java.util.List;

/// The C++ objects of an environment that stand between libuv and JavaScript: `HandleWrap` and
/// `ReqWrap`, in two linked lists.
final class Wrappers {
  private static final int MOST = 1 << 20;

  /// Bytes behind the node of the list in which what belongs to libuv begins.
  private static final int NEAR = 0x60;

  private static final int NODE = 16;

  private final Memory memory;
  private final NodeOffsets offsets;

  Wrappers(Memory memory, NodeOffsets offsets) {
    this.memory = memory;
    this.offsets = offsets;
  }

  /// @param object tagged, 0 where JavaScript has none any more
  /// @param uv address of what libuv has, 0 where it has nothing yet
  record Wrapper(long address, long object, long uv) {}

  /// @param wrappers up to where the list can be read
  /// @param whole whether that is all of them
  record Found(List<Wrapper> wrappers, boolean whole) {}

  Found handles(Environment environment) {
    return list(environment.address() + offsets.handleQueue(), offsets.handleNode(), true);
  }

  Found requests(Environment environment) {
    return list(environment.address() + offsets.requestQueue(), offsets.requestNode(), false);
  }

  private Found list(long head, long nodeAt, boolean isHandle) {
    List<Wrapper> found = new ArrayList<>();
    try {
      long node = memory.pointer(head + offsets.next());
      while (node != head && found.size() < MOST) {
        long wrapper = node - nodeAt;
        long behind = node + NODE;
        found.add(
            new Wrapper(
                wrapper,
                object(wrapper),
                isHandle ? handle(wrapper, behind) : request(wrapper, behind)));
        node = memory.pointer(node + offsets.next());
      }
      return new Found(found, node == head);
    } catch (MemoryFault _) {
      // Broken here: what came before is right.
      return new Found(found, false);
    }
  }

  private long object(long wrapper) {
    long slot = memory.pointer(wrapper + offsets.object());
    long object = slot == 0 ? 0 : memory.pointer(slot);
    return Tagged.isStrong(object) ? object : 0;
  }

  /// The pointer to what points back.
  private long handle(long wrapper, long behind) {
    for (int i = 0; i < NEAR; i += 8) {
      long candidate = memory.pointer(behind + i);
      if (candidate != 0 && pointsBack(candidate, wrapper)) {
        return candidate;
      }
    }
    return 0;
  }

  /// The request lies in the wrapper itself and points back from its first word.
  private long request(long wrapper, long behind) {
    for (int i = 0; i < NEAR; i += 8) {
      if (pointsBack(behind + i, wrapper)) {
        return behind + i;
      }
    }
    return 0;
  }

  private boolean pointsBack(long at, long wrapper) {
    try {
      return memory.pointer(at) == wrapper;
    } catch (MemoryFault _) {
      // No pointer to anything.
      return false;
    }
  }
}
