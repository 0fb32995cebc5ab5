package io.github.pmdb.snapshot;

/// Something that is wrong with what was read, in words for the user.
///
/// @param what one sentence: what was tried and what failed, with address or path
/// @param hint what to try next, or an empty string
public record Problem(String what, String hint) {
  public Problem(String what) {
    this(what, "");
  }
}
