package io.github.pmdb.node;

import io.github.pmdb.fixture.Nodes.Node;
import io.github.pmdb.node.code.Tier;
import java.util.ArrayList;
import java.util.List;

/// A compiler of V8, and how `fixtures/node/stack.js` is made to use it.
enum StackTier {
  INTERPRETER(Tier.INTERPRETER, 18, ""),
  SPARKPLUG(Tier.SPARKPLUG, 18, "--sparkplug --always-sparkplug"),
  MAGLEV(Tier.MAGLEV, 24, ""),
  TURBOFAN(Tier.TURBOFAN, 18, "");

  private final Tier tier;
  private final int since;
  private final String flags;

  StackTier(Tier tier, int since, String flags) {
    this.tier = tier;
    this.since = since;
    this.flags = flags;
  }

  Tier tier() {
    return tier;
  }

  boolean isIn(Node node) {
    return node.major() >= since;
  }

  /// @param more words behind the mode and the tier
  List<String> command(Node node, String mode, String... more) {
    List<String> command = new ArrayList<>(node.command("stack", mode, tier.title()));
    command.addAll(List.of(more));
    command.addAll(1, List.of(flags.split(" ")).stream().filter(f -> !f.isEmpty()).toList());
    command.add(1, "--allow-natives-syntax");
    return command;
  }
}
