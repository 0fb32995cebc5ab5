package io.github.pmdb.frame.demangle;

import java.util.Map;

/// Operator names and builtin types by their codes (Itanium C++ ABI, 5.1.4.1 and 5.1.5.2).
final class Operators {
  private static final String NAMES =
      "nw new;na new[];dl delete;da delete[];aw co_await;ps +;ng -;ad &;de *;co ~;pl +;mi -;ml *;"
          + "dv /;rm %;an &;or |;eo ^;aS =;pL +=;mI -=;mL *=;dV /=;rM %=;aN &=;oR |=;eO ^=;ls <<;"
          + "rs >>;lS <<=;rS >>=;eq ==;ne !=;lt <;gt >;le <=;ge >=;ss <=>;nt !;aa &&;oo ||;pp ++;"
          + "mm --;cm ,;pm ->*;pt ->;cl ();ix [];qu ?";

  private static final String TYPES =
      "v void;w wchar_t;b bool;c char;a signed char;h unsigned char;s short;t unsigned short;"
          + "i int;j unsigned int;l long;m unsigned long;x long long;y unsigned long long;"
          + "n __int128;o unsigned __int128;f float;d double;e long double;g __float128;z ...;"
          + "Dd decimal64;De decimal128;Df decimal32;Dh half;Di char32_t;Ds char16_t;Du char8_t;"
          + "Da auto;Dc decltype(auto);Dn decltype(nullptr)";

  private static final String ABBREVIATIONS =
      "Sa std::allocator;Sb std::basic_string;"
          + "Ss std::basic_string<char, std::char_traits<char>, std::allocator<char> >;"
          + "Si std::basic_istream<char, std::char_traits<char> >;"
          + "So std::basic_ostream<char, std::char_traits<char> >;"
          + "Sd std::basic_iostream<char, std::char_traits<char> >";

  static final Map<String, String> OPERATORS = table(NAMES);
  static final Map<String, String> BUILTINS = table(TYPES);
  static final Map<String, String> STANDARD = table(ABBREVIATIONS);

  private Operators() {}

  private static Map<String, String> table(String text) {
    return java.util.Arrays.stream(text.split(";"))
        .map(entry -> entry.split(" ", 2))
        .collect(java.util.stream.Collectors.toUnmodifiableMap(e -> e[0], e -> e[1]));
  }
}
