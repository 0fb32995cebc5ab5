package io.github.pmdb.uprobe.attach;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.snapshot.UserError;
import org.junit.jupiter.api.Test;

class LocationTest {
  private static String parsed(String text) {
    return switch (Location.parse(text)) {
      case Location.Functions(String library, var pattern) -> library + " | " + pattern;
      case Location.Address(long address) -> "at " + address;
    };
  }

  @Test
  void librariesFunctionsAndAddresses() {
    assertEquals(" | main", parsed("main"));
    assertEquals("libc | mem.*", parsed("libc:mem.*"));
    assertEquals("/lib/x.so | f", parsed("/lib/x.so:f"));
    assertEquals(" | ns::A::f", parsed("ns::A::f"));
    assertEquals("lib | ns::A::f.*", parsed("lib:ns::A::f.*"));
    assertEquals("at 4198710", parsed("*0x401136"));
    assertEquals("at 16", parsed("* 16"));
    assertEquals("at -1", parsed("*0xffffffffffffffff"));
  }

  @Test
  void whatIsNoLocationIsToldSo() {
    UserError error = assertThrows(UserError.class, () -> Location.parse("foo(["));
    assertTrue(String.valueOf(error.getMessage()).startsWith("'foo([' is no regular expression"));
    assertThrows(UserError.class, () -> Location.parse("*main"));
  }
}
