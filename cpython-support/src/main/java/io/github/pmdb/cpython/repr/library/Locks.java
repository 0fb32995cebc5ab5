package io.github.pmdb.cpython.repr.library;

import io.github.pmdb.cpython.object.Lock;
import io.github.pmdb.cpython.object.PyType;
import io.github.pmdb.cpython.repr.Describer;
import io.github.pmdb.cpython.repr.Instances;
import io.github.pmdb.memory.Addresses;

/// Locks as Python shows them; one of a struct that no layout knows as any other instance.
final class Locks {
  private Locks() {}

  static void render(Describer to, long address, PyType type) {
    Lock.read(to.heap(), address)
        .ifPresentOrElse(
            lock -> to.text(text(lock, type)), () -> Instances.instance(to, address, type));
  }

  private static String text(Lock lock, PyType type) {
    String owner =
        lock.owner().isPresent()
            ? " owner=%d count=%d".formatted(lock.owner().getAsLong(), lock.count())
            : "";
    return "<%s %s object%s at %s>"
        .formatted(
            lock.count() == 0 ? "unlocked" : "locked",
            type.name(),
            owner,
            Addresses.hex(lock.address()));
  }
}
