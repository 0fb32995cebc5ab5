package io.github.pmdb.memory;

/// Bytes of the target that could not be read. Walkers catch it for each item, so it carries no
/// Java stack trace: making one must be cheap.
public final class MemoryFault extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final long address;
  private final long length;
  private final String why;

  /// @param address the first address that could not be read
  /// @param length how many bytes were asked for from there
  /// @param why a phrase that ends the sentence "cannot read N bytes at 0x…: …"
  public MemoryFault(long address, long length, String why) {
    super(null, null, false, false);
    this.address = address;
    this.length = length;
    this.why = why;
  }

  /// The whole sentence, put together when it is asked for; unlike that of other exceptions it is
  /// never null.
  @Override
  public String getMessage() {
    return "cannot read " + length + " bytes at " + Addresses.hex(address) + ": " + why;
  }

  public long address() {
    return address;
  }

  public long length() {
    return length;
  }
}
