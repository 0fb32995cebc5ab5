package io.github.pmdb.uprobe.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.snapshot.UserError;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AgentTextTest {
  @Test
  void readsWhatGdbPrints() {
    List<Scope> scopes =
        AgentText.parse(
            """
            Scope: 0x55555555517a
            Reg mask: 40
              0  reg 6
              3  const8 216
              5  ext 8
              7  add
              8  ref64
              9  if_goto 14
             12  const8 0
             14  end

            """);
    assertEquals(1, scopes.size());
    assertEquals(0x55555555517aL, scopes.getFirst().address());
    assertEquals(
        List.of(
            new Step(0, new Op.ReadRegister(6)),
            new Step(3, new Op.Constant(216)),
            new Step(5, new Op.Extend(8, true)),
            new Step(7, new Op.Binary(Operator.ADD)),
            new Step(8, new Op.Reference(8)),
            new Step(9, new Op.IfGoto(14)),
            new Step(12, new Op.Constant(0)),
            new Step(14, new Op.End())),
        scopes.getFirst().code().steps());
  }

  @Test
  void eachPlaceHasItsOwnCode() {
    List<Scope> scopes =
        AgentText.parse(
            """
            Scope: 0x1139
            Reg mask: 00
              0  const64 18446744073709551615
              9  end

            Scope: 0x1200
            Reg mask: 00
              0  const8 2
              2  end
            """);
    assertEquals(List.of(0x1139L, 0x1200L), scopes.stream().map(Scope::address).toList());
    assertEquals(new Op.Constant(-1), scopes.getFirst().code().steps().getFirst().op());
  }

  @Test
  void whatIsNotKnownIsTold() {
    UserError error =
        assertThrows(
            UserError.class, () -> AgentText.parse("Scope: 0x10\n  0  ref_double\n  1  end\n"));
    assertTrue(error.toString().contains("ref_double"), error.toString());
    assertThrows(UserError.class, () -> AgentText.parse("something else"));
  }
}
