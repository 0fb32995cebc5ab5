package io.github.pmdb.node.page;

/// A part of a heap. Names are those of V8's classes (`src/heap/*-spaces.h`), which a binary with
/// symbols tells by the vtable of each space.
public enum Space {
  NEW("SemiSpace"),
  NEW_PAGED("PagedSpaceForNewSpace"),
  NEW_LARGE("NewLargeObjectSpace"),
  OLD("OldSpace"),
  MAP("MapSpace"),
  CODE("CodeSpace"),
  CODE_LARGE("CodeLargeObjectSpace"),
  LARGE("OldLargeObjectSpace"),
  TRUSTED("TrustedSpace"),
  TRUSTED_LARGE("TrustedLargeObjectSpace"),
  SHARED("SharedSpace"),
  SHARED_LARGE("SharedLargeObjectSpace"),
  READ_ONLY("ReadOnlySpace"),
  OTHER("");

  private final String type;

  Space(String type) {
    this.type = type;
  }

  /// The name of the C++ class.
  String type() {
    return type;
  }

  /// Whether machine code lies there instead of objects one after the other.
  public boolean isCode() {
    return this == CODE || this == CODE_LARGE;
  }

  /// Whether a page of it holds one object.
  public boolean isLarge() {
    return switch (this) {
      case NEW_LARGE, CODE_LARGE, LARGE, TRUSTED_LARGE, SHARED_LARGE -> true;
      case NEW, NEW_PAGED, OLD, MAP, CODE, TRUSTED, SHARED, READ_ONLY, OTHER -> false;
    };
  }
}
