package io.github.pmdb.uprobe.agent;

/// @param offset where the operation stands in the bytecode; jumps name it
public record Step(int offset, Op op) {
  /// The same in bytecode that stands behind other.
  Step movedBy(int bytes) {
    Op moved =
        switch (op) {
          case Op.Goto(int target) -> new Op.Goto(target + bytes);
          case Op.IfGoto(int target) -> new Op.IfGoto(target + bytes);
          default -> op;
        };
    return new Step(offset + bytes, moved);
  }
}
