package io.github.pmdb.node.loop;

import io.github.pmdb.memory.Memory;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.node.build.NodeBinary;
import io.github.pmdb.snapshot.ObjectSymbols;
import java.util.Optional;

/// What a build of Node.js tells of its own C++ objects (`src/node_postmortem_metadata.cc`): words
/// named `nodedbg_offset_…` and ints named `nodedbg_const_…`, which the program fills in when it
/// starts.
///
/// @param environmentIndex of the environment in the embedder's data of a context
/// @param handleQueue of an environment: the first of its list of handles
/// @param requestQueue the same for requests
/// @param handleNode where a handle has its node of the list
/// @param requestNode the same for requests
/// @param next of a node
/// @param object of a wrapper: the persistent handle of its JavaScript object
record NodeOffsets(
    int environmentIndex,
    long handleQueue,
    long requestQueue,
    long handleNode,
    long requestNode,
    long next,
    long object) {
  private static final String INDEX = "nodedbg_const_ContextEmbedderIndex__kEnvironment__int";
  private static final long LARGEST = 1 << 20;

  /// Empty for a program that has no such symbols: it is another one with V8 in it.
  ///
  /// @throws MemoryFault when they can not be read, or hold what can not be
  static Optional<NodeOffsets> read(NodeBinary binary, Memory memory) {
    Reading from = new Reading(binary.object().symbols(), memory);
    if (from.symbols().find(INDEX).isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new NodeOffsets(
            memory.i32(from.address(INDEX)),
            from.offset("Environment__handle_wrap_queue___Environment_HandleWrapQueue")
                + from.offset("Environment_HandleWrapQueue__head___ListNode_HandleWrap"),
            from.offset("Environment__req_wrap_queue___Environment_ReqWrapQueue")
                + from.offset("Environment_ReqWrapQueue__head___ListNode_ReqWrapQueue"),
            from.offset("HandleWrap__handle_wrap_queue___ListNode_HandleWrap"),
            from.offset("ReqWrap__req_wrap_queue___ListNode_ReqWrapQueue"),
            from.offset("ListNode_HandleWrap__next___uintptr_t"),
            from.offset("BaseObject__persistent_handle___v8_Persistent_v8_Object")));
  }

  private record Reading(ObjectSymbols symbols, Memory memory) {
    long address(String name) {
      return symbols
          .find(name)
          .orElseThrow(() -> new MemoryFault(0, 8, "the program has no symbol " + name));
    }

    long offset(String name) {
      long at = address("nodedbg_offset_" + name);
      long offset = memory.i64(at);
      if (offset < 0 || offset > LARGEST) {
        throw new MemoryFault(at, 8, "an offset of %d is there".formatted(offset));
      }
      return offset;
    }
  }
}
