package io.github.pmdb.uprobe.trace;

import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.uprobe.event.Capture;
import io.github.pmdb.uprobe.spec.Item;

/// Knows how the frames of scripts are found at a hit.
public interface Scripts {
  /// None can be had.
  Scripts NONE =
      item -> {
        throw new UserError(
            "frames of %s cannot be had here".formatted(item.language()), "print bt");
      };

  /// What is to be taken along for them.
  ///
  /// @throws io.github.pmdb.snapshot.UserError when they cannot be had, with the reason
  Capture capture(Item.Script item);
}
