package io.github.pmdb.uprobe.libc;

import io.github.pmdb.memory.Addresses;
import io.github.pmdb.uprobe.event.Captured;
import io.github.pmdb.uprobe.event.Quoted;
import io.github.pmdb.uprobe.libc.Signature.Argument;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;

/// A call as one line: `open("/etc/hosts", O_RDONLY|O_CLOEXEC) = 3`.
public final class CallText {
  private static final int EAI_SYSTEM = -11;
  private static final int WORKING_DIRECTORY = -100;

  private final Signature signature;
  private final Iterator<Captured> captured;
  private long before;

  private CallText(Signature signature, Iterator<Captured> captured) {
    this.signature = signature;
    this.captured = captured;
  }

  /// @param captured what [CallCaptures] took along at the entry, and at the return if there was
  ///   one
  public static String of(Signature signature, List<Captured> captured) {
    CallText text = new CallText(signature, captured.iterator());
    String call = signature.name() + "(" + text.arguments() + ")";
    return text.captured.hasNext() ? call + " = " + text.result() : call;
  }

  private String arguments() {
    List<String> texts = new ArrayList<>();
    Optional<LongFunction<String>> waiting = Optional.empty();
    for (Argument each : signature.arguments()) {
      boolean needed = each.kind() != ArgumentKind.MODE || creates();
      if (each.kind() == ArgumentKind.BYTES || each.kind() == ArgumentKind.SOCKADDR) {
        waiting = Optional.of(each.kind() == ArgumentKind.BYTES ? bytes() : address());
        texts.add("");
        continue;
      }
      String text = argument(each);
      waiting.ifPresent(it -> texts.set(texts.size() - 1, it.apply(before)));
      waiting = Optional.empty();
      if (needed) {
        texts.add(text);
      }
    }
    return String.join(", ", texts);
  }

  /// Whether the flags before are of a call that makes a file.
  private boolean creates() {
    return NumberNames.has("open", "O_CREAT", before)
        || NumberNames.has("open", "O_TMPFILE", before);
  }

  private String argument(Argument argument) {
    return switch (argument.kind()) {
      case PATH -> string(captured.next());
      case LIST -> list();
      case BYTES, SOCKADDR -> throw new AssertionError("memory waits for its length");
      case INT, LONG, SIZE, POINTER, HEX, OCTAL, MODE, DIRFD, FLAGS, ENUM -> {
        before = number(captured.next());
        yield number(argument, before);
      }
    };
  }

  private static String number(Argument argument, long value) {
    return switch (argument.kind()) {
      case INT -> Integer.toString((int) value);
      case LONG -> Long.toString(value);
      case SIZE -> Long.toUnsignedString(value);
      case POINTER -> value == 0 ? "NULL" : Addresses.hex(value);
      case HEX -> value == 0 ? "0" : "0x" + Integer.toHexString((int) value);
      case OCTAL, MODE -> "0" + Integer.toOctalString((int) value);
      case DIRFD -> (int) value == WORKING_DIRECTORY ? "AT_FDCWD" : Integer.toString((int) value);
      case FLAGS -> NumberNames.flags(argument.names(), Integer.toUnsignedLong((int) value));
      case ENUM -> NumberNames.name(argument.names(), (int) value);
      case PATH, BYTES, SOCKADDR, LIST -> throw new AssertionError("no number");
    };
  }

  private static long number(Captured captured) {
    return captured instanceof Captured.Scalar(long value) ? value : 0;
  }

  private static String string(Captured captured) {
    return switch (captured) {
      case Captured.Text text -> Quoted.of(text);
      case Captured.Unreadable(long address) -> address == 0 ? "NULL" : Addresses.hex(address);
      case Captured.Scalar _,
          Captured.Block _,
          Captured.Stack _,
          Captured.StackCopy _,
          Captured.Frames _,
          Captured.DividedByZero _,
          Captured.Refused _ ->
          "?";
    };
  }

  /// By how many they are, which the next argument tells.
  private LongFunction<String> bytes() {
    Captured pointer = captured.next();
    Captured memory = captured.next();
    return length -> bytes(number(pointer), memory, length);
  }

  private static String bytes(long pointer, Captured memory, long length) {
    if (memory instanceof Captured.Block(byte[] all, _)) {
      boolean cut = Long.compareUnsigned(length, all.length) > 0;
      int shown = cut ? all.length : (int) length;
      return Quoted.of(new Captured.Text(Arrays.copyOf(all, shown), cut));
    }
    return pointer == 0 ? "NULL" : Addresses.hex(pointer);
  }

  /// The words of a command.
  private String list() {
    List<String> words = new ArrayList<>();
    boolean ended = false;
    for (int i = 0; i < CallCaptures.MOST_WORDS; i++) {
      Captured word = captured.next();
      ended |= word instanceof Captured.Unreadable(long address) && address == 0;
      if (!ended) {
        words.add(string(word));
      }
    }
    return "[" + String.join(", ", words) + (ended ? "]" : ", ...]");
  }

  /// By its length, which the next argument tells.
  private LongFunction<String> address() {
    long pointer = number(captured.next());
    Captured shorter = captured.next();
    Captured longer = captured.next();
    Captured path = captured.next();
    Captured hidden = captured.next();
    return length ->
        SocketAddress.text(longer, shorter, path, hidden, (int) length)
            .orElse(pointer == 0 ? "NULL" : Addresses.hex(pointer));
  }

  private String result() {
    long value = number(captured.next());
    return switch (signature.result()) {
      case INT -> Integer.toString((int) value) + ((int) value == -1 ? error() : "");
      case LONG, SIZE -> Long.toString(value) + (value == -1 ? error() : "");
      case ADDRESS -> value == 0 ? "NULL" + error() : Addresses.hex(value);
      case STRING -> value == 0 ? "NULL" : string(captured.next());
      case GAI -> ofGai((int) value);
    };
  }

  private String ofGai(int value) {
    String name = NumberNames.name("gai", value);
    return value == EAI_SYSTEM ? name + error() : name;
  }

  private String error() {
    return captured.hasNext() && captured.next() instanceof Captured.Scalar(long error)
        ? " " + ErrorNames.of((int) error)
        : "";
  }
}
