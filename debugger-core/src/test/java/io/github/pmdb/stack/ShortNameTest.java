package io.github.pmdb.stack;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ShortNameTest {
  private static final String LONG =
      "a::Handle<a::Union<a::Smi, a::HeapNumber, a::BigInt, a::String, a::Symbol, a::Boolean>>, int, char";

  @Test
  void whatFitsIsLeftAlone() {
    String name = "std::vector<int, std::allocator<int>>::push_back(int const&)";
    assertEquals(name, ShortName.of(name));
  }

  @Test
  void parametersAndArgumentsOfTemplatesAreLeftOut() {
    assertEquals("a::Stringify(…) const", ShortName.of("a::Stringify(" + LONG + ") const"));
    assertEquals(
        "a::Result a::Serialize<true>(…) [clone .cold]",
        ShortName.of("a::Result a::Serialize<true>(" + LONG + ") [clone .cold]"));
    assertEquals(
        "a::Map<…>::find(…)::{lambda(int)#1}::operator()(…)",
        ShortName.of(
            "a::Map<%1$s>::find(%1$s)::{lambda(int)#1}::operator()(%1$s)".formatted(LONG)));
  }

  @Test
  void operatorsAndAnonymousNamespacesAreNoLists() {
    assertEquals("a::operator<<(…)", ShortName.of("a::operator<<(" + LONG + ")"));
    assertEquals("a::operator-><…>(…)", ShortName.of("a::operator-><%1$s>(%1$s)".formatted(LONG)));
    assertEquals(
        "(anonymous namespace)::cooperate(…)",
        ShortName.of("(anonymous namespace)::cooperate(" + LONG + ")"));
  }

  @Test
  void whatDoesNotCloseIsKeptWhole() {
    String name = "cut<" + LONG;
    assertEquals(name, ShortName.of(name));
  }
}
