package io.github.pmdb.snapshot;

/// Something the user can mend: what was tried, what failed, and what to do next.
public final class UserError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String hint;

  /// @param hint what to try next; empty when nothing helps
  public UserError(String message, String hint) {
    super(message);
    this.hint = hint;
  }

  public UserError(String message, String hint, Throwable cause) {
    super(message, cause);
    this.hint = hint;
  }

  public String hint() {
    return hint;
  }
}
