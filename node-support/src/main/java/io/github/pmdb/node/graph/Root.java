package io.github.pmdb.node.graph;

/// A place outside the heap that keeps an object alive.
///
/// @param object number of the object
/// @param address of the word that refers to it
/// @param owner thread id of a stack, number of an isolate
public record Root(Kind kind, int object, long address, long owner) {
  /// In the order in which they explain an object to people.
  public enum Kind {
    GLOBAL("global object of isolate"),
    STACK("stack of thread"),
    HANDLE("handle of isolate"),
    GLOBAL_HANDLE("global handle of isolate"),
    ETERNAL("eternal handle of isolate"),
    ISOLATE("field of isolate"),
    OUTSIDE("memory outside the heap of isolate"),
    READ_ONLY("read-only heap");

    private final String text;

    Kind(String text) {
      this.text = text;
    }
  }

  /// `stack of thread 4711 at 0x7ffd…`.
  public String text() {
    return kind == Kind.READ_ONLY
        ? kind.text
        : "%s %d at 0x%x".formatted(kind.text, owner, address);
  }
}
