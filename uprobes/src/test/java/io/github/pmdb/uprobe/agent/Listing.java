package io.github.pmdb.uprobe.agent;

/// Bytecode from operations as gdb names them.
final class Listing {
  private Listing() {}

  /// @param lines operations, separated by `;`, at the offsets 0, 1, 2, …
  static Bytecode of(String lines) {
    StringBuilder text = new StringBuilder("Scope: 0x1000\n");
    int offset = 0;
    for (String line : lines.split(";")) {
      text.append(offset++).append("  ").append(line.strip()).append('\n');
    }
    return AgentText.parse(text.toString()).getFirst().code();
  }

  static CheckedCode checked(String lines) {
    return Verifier.verify(of(lines));
  }
}
