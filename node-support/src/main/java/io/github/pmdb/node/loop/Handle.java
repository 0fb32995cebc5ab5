package io.github.pmdb.node.loop;

import java.util.List;
import java.util.OptionalInt;

/// A handle that keeps a loop busy, or could.
///
/// @param kind what Node.js calls it (`TCP`, `Pipe`, `MessagePort`); of one that Node.js or a
///   library has for itself what libuv calls it, in parentheses
/// @param object address of the JavaScript object, 0 where there is none
/// @param owner name of the constructor of the object that a program sees: `Server`, `Socket`;
///   empty where there is none
/// @param ownerObject its address
/// @param active whether it waits for something
/// @param referred whether it keeps the process going while it is active
/// @param descriptor the number, where it has one
/// @param facts addresses, paths, process ids
public record Handle(
    String kind,
    long object,
    String owner,
    long ownerObject,
    boolean active,
    boolean referred,
    boolean closing,
    OptionalInt descriptor,
    List<String> facts) {
  /// Whether the loop goes on for it.
  public boolean keeps() {
    return active && referred;
  }
}
