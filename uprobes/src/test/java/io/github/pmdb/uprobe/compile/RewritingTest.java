package io.github.pmdb.uprobe.compile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.uprobe.compile.Function.Calling;
import io.github.pmdb.uprobe.compile.Function.Parameter;
import io.github.pmdb.uprobe.compile.Function.Result;
import io.github.pmdb.uprobe.compile.Function.Where;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RewritingTest {
  private static final Map<String, Type.Kind> KINDS =
      Map.ofEntries(
          Map.entry("color", Type.Kind.ENUM),
          Map.entry("(color)", Type.Kind.ENUM),
          Map.entry("s->color", Type.Kind.ENUM),
          Map.entry("GREEN", Type.Kind.ENUM),
          Map.entry("ok", Type.Kind.BOOL),
          Map.entry("((enum color)$rdi)", Type.Kind.ENUM),
          Map.entry("d", Type.Kind.FLOAT),
          Map.entry("wide", Type.Kind.WIDE),
          Map.entry("(__int128)", Type.Kind.WIDE),
          Map.entry("ref", Type.Kind.REFERENCE),
          Map.entry("s->ref", Type.Kind.REFERENCE),
          Map.entry("x", Type.Kind.SIGNED),
          Map.entry("function", Type.Kind.FUNCTION),
          Map.entry("(_Bool)", Type.Kind.BOOL),
          Map.entry("(_Bool)((x) != 0)", Type.Kind.BOOL));

  private static final Type VECTOR =
      new Type(
          0,
          Type.Kind.OTHER,
          24,
          "vector",
          List.of(),
          false,
          Optional.of(new Type.Elements("{first}", "({last} - {first})", false)));

  private static final Typing TYPING =
      new Typing() {
        @Override
        public Optional<Type> type(String expression) {
          return expression.equals("v") || expression.equals("(*w)")
              ? Optional.of(VECTOR)
              : expression.equals("s->name")
                  ? Optional.of(new Type(0, Type.Kind.OTHER, 16, "char [16]"))
                  : Optional.ofNullable(KINDS.get(expression)).map(RewritingTest::type);
        }

        @Override
        public Optional<Type> cast(String type) {
          return Optional.ofNullable(KINDS.get(type)).map(RewritingTest::type);
        }

        @Override
        public Optional<String> replacement(String name) {
          return switch (name) {
            case "p" -> Optional.of("((__typeof__(p))$rdi)");
            case "$arg1" -> Optional.of("((enum color)$rdi)");
            default -> Optional.empty();
          };
        }

        @Override
        public Optional<String> part(String path) {
          return path.equals("split.b")
              ? Optional.of("((__typeof__(split.b))$rsi)")
              : Optional.empty();
        }
      };

  private static Type type(Type.Kind kind) {
    return new Type(0, kind, 8, "a " + kind);
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " → ",
      quoteCharacter = '`',
      textBlock =
          """
          x+1 → x + 1
          a.b[i]->c → a.b[i]->c
          x == 'a' || x == '\\n' → x == 97 || x == 10
          x == L'ä' && y != '\\x7f' → x == 228 && y != 127
          x == '\\xff' || x == '\\200' → x == -1 || x == -128
          &function → ((__typeof__(&(function)))(long)(function))
          (_Bool)x → (_Bool)((x) != 0)
          (bool)x + 1 → (long)((_Bool)((x) != 0)) + 1
          s->color == GREEN → (long)(s->color) == (long)(GREEN)
          color → color
          (color) != 3 → (long)((color)) != 3
          !ok → !(long)(ok)
          ok ? 1 : 2 → (long)(ok) ? 1 : 2
          ref → (*(__typeof__(&(ref)))(long)(ref))
          ref.m + 1 → (*(__typeof__(&(ref)))(long)(ref)).m + 1
          s->ref → (*(__typeof__(&(s->ref)))(long)(s->ref))
          p->id → ((__typeof__(p))$rdi)->id
          s->p → s->p
          v[i + 1] → (*((unsigned long)(i + 1) < (unsigned long)(v.last - v.first) ? v.first + (i + 1) : (__typeof__(v.first))0))
          w->size() > 2 → (unsigned long)((*w).last - (*w).first) > 2
          s->size → s->size
          wide → wide
          (int)wide > 3 → (int)(*(unsigned long*)&(wide)) > 3
          split.b->c + split.a → ((__typeof__(split.b))$rsi)->c + split.a
          (struct sess *)x + 1 → (struct sess*)x + 1
          *(int *)(x + 4) → *(int*)(x + 4)
          sizeof(struct sess) * 2 → sizeof (struct sess) * 2
          'file.c'::counter + 1 → 'file.c'::counter + 1
          ns::name, x → ns::name, x
          &s->ref → &(*(__typeof__(&(s->ref)))(long)(s->ref))
          x & y → x & y
          -x - -1 → -x - -1
          x << 2 >> 1 → x << 2 >> 1
          array@4 → array@4
          {int} 0x1000 → {int} 0x1000
          {char[60]} 0x1000 → {char[60]} 0x1000
          {int} a->b → {int} (long)(a->b)
          *(char (*)[60])x → *(char(*)[60])x
          *(struct sess (**)[2][3])(x + 4) → *(struct sess(**)[2][3])(x + 4)
          ::counter + 1 → ::counter + 1
          ns::box<int, 4>::count < 3 → ns::box<int,4>::count < 3
          (std::vector<int> *)x → (std::vector<int>*)x
          static_cast<unsigned long>(x) + 1 → static_cast<unsigned long>(x) + 1
          x < y → x < y
          $arg1 == GREEN → (long)(((enum color)$rdi)) == (long)(GREEN)
          (char *)s->name + 1 → (char*)&(s->name) + 1
          7 / 0 → 7 / (0 + ((int)$rax & 0))
          7 % (1-1) + 2 → 7 % ((1 - 1) + ((int)$rax & 0)) + 2
          x / 0x0UL → x / (0x0UL + ((int)$rax & 0))
          x / 0x10 % 12l / 0x0aU → x / 0x10 % 12l / 0x0aU
          x / y → x / (y + ((int)$rax & 0))
          x % face → x % (face + ((int)$rax & 0))
          7 / (int)0 → 7 / ((int)0 + ((int)$rax & 0))
          x / GREEN → x / ((long)(GREEN) + ((int)$rax & 0))
          sizeof(x) > 4 → sizeof (x) > 4
          """)
  void isWrittenForTheCompiler(String expression, String rewritten) {
    assertEquals(rewritten, Rewriting.rewrite(expression, TYPING));
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " → ",
      quoteCharacter = '`',
      textBlock =
          """
          d > x → the kernel computes without floating point, and d is a a FLOAT
          wide + 1 → the kernel computes with 64 bits, and wide is a a WIDE
          x == wide → the kernel computes with 64 bits
          !wide → the kernel computes with 64 bits
          wide ? 1 : 2 → the kernel computes with 64 bits
          (__int128)x → the kernel computes with 64 bits, and (__int128)x is
          (_Bool)wide → the kernel computes with 64 bits
          x * 1.5 → the kernel computes without floating point: 1.5
          x = 1 → changes nothing
          x += 1 → changes nothing
          x-- → changes nothing
          f(x) → f is a call
          a->f(x) → a->f is a call
          x == 'ä' → 'ä' is more than one char
          s == "text" → strings are not compared
          (x) = 1) → changes nothing
          x, ] → has no ] there
          ] f(x) → has no ] there
          x)), f(1), ((x → has no ) there
          (x → is no whole expression
          {f(x)} → has no { there
          sizeof (f(x)) → f is a call
          box<f(1)>::count → f is a call
          $f(x) → $f is a call
          *(char(*)[f(1)])x → char is a call
          (char(*f)[2])x → char is a call
          (char(*)())x → char is a call
          """)
  void whatTheKernelCannotDoIsRefused(String expression, String why) {
    UserError error = assertThrows(UserError.class, () -> Rewriting.rewrite(expression, TYPING));
    assertTrue(error.toString().contains(why), error.toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " → ",
      textBlock =
          """
          str($arg1) → with %s too: (char *)$arg1.
          str(($arg1 + 8)) → with %s too: (char *)(($arg1+8)).
          str($arg1 → a member or a variable
          f($arg1) → a member or a variable
          """)
  void theWayToPrintStringsIsTold(String expression, String hint) {
    UserError error = assertThrows(UserError.class, () -> Rewriting.rewrite(expression, TYPING));
    assertTrue(error.hint().contains(hint), error.hint());
  }

  @Test
  void argumentsAreInTheRegistersOfTheAbi() {
    EntryArguments plain = arguments(Type.Kind.SIGNED, Type.Kind.FLOAT, Type.Kind.STRING);
    assertEquals(Optional.of("$rdi"), plain.register("a0"));
    assertEquals(Optional.of("$rsi"), plain.register("a2"));
    assertEquals(Optional.empty(), plain.register("other"));
    assertThrows(UserError.class, () -> plain.register("a1"));
    EntryArguments struct = arguments(Type.Kind.OTHER, Type.Kind.SIGNED);
    assertThrows(UserError.class, () -> struct.register("a1"));
    EntryArguments many =
        arguments(java.util.Collections.nCopies(7, Type.Kind.SIGNED).toArray(Type.Kind[]::new));
    assertEquals(Optional.of("$r9"), many.register("a5"));
    assertThrows(UserError.class, () -> many.register("a6"));
  }

  @Test
  void aLargeResultTakesTheFirstRegister() {
    Type large = new Type(1, Type.Kind.OTHER, 24, "struct large");
    Function function =
        new Function(
            "f",
            0x1000,
            List.of(new Parameter("a", type(Type.Kind.SIGNED))),
            Optional.of(new Result(large, Where.MEMORY, "")),
            Calling.RESULT_BY_POINTER);
    assertEquals(Optional.of("$rsi"), new EntryArguments(function).register("a"));
  }

  @Test
  void whereTheArgumentsAreIsNotGuessed() {
    for (Calling calling : List.of(Calling.CLONE, Calling.UNKNOWN)) {
      List<Parameter> one = List.of(new Parameter("a", type(Type.Kind.SIGNED)));
      EntryArguments odd =
          new EntryArguments(new Function("f", 0x1000, one, Optional.empty(), calling));
      assertThrows(UserError.class, () -> odd.register("a"));
      assertThrows(UserError.class, () -> odd.raw(1));
    }
  }

  private static EntryArguments arguments(Type.Kind... kinds) {
    List<Parameter> parameters = new java.util.ArrayList<>();
    for (Type.Kind kind : kinds) {
      parameters.add(new Parameter("a" + parameters.size(), type(kind)));
    }
    return new EntryArguments(
        new Function("f", 0x1000, parameters, Optional.empty(), Calling.PLAIN));
  }
}
