package io.github.pmdb.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostTextTest {
  /// What `inet_ntop` of glibc makes of the same bytes.
  @ParameterizedTest
  @CsvSource({
    "7f000001, 127.0.0.1",
    "ffffffff, 255.255.255.255",
    "00000000000000000000000000000000, ::",
    "00000000000000000000000000000001, ::1",
    "00000000000000000000ffff0a000001, ::ffff:10.0.0.1",
    "0000000000000000000000000a000001, ::10.0.0.1",
    "20010db8000000000000000000000007, 2001:db8::7",
    "20010db8000000010000000000000007, 2001:db8:0:1::7",
    "20010000000000010000000000010007, 2001::1:0:0:1:7",
    "20010000000100020003000400050006, 2001:0:1:2:3:4:5:6",
    "fe800000000000000000000000000000, fe80::",
    "00010002000300040005000600070008, 1:2:3:4:5:6:7:8"
  })
  void longestZerosAreLeftOut(String bytes, String text) {
    assertEquals(text, HostText.of(HexFormat.of().parseHex(bytes)));
  }
}
