import { equal, throws } from "node:assert/strict";
import { ByteBudget, type Holding } from "./byte_budget.ts";

function holdingOf(client: string): Holding {
  return { client, heldBytes: 0 };
}

const FULL = { status: 503, headers: { "retry-after": "1", "connection": "close" } };

Deno.test("hold() turns away what would be too much for all, until something is given back", () => {
  const budget = new ByteBudget(100);
  const [first, second, third] = ["a", "b", "c"].map(holdingOf) as [Holding, Holding, Holding];
  budget.hold(first, 50);
  budget.hold(second, 40);
  throws(() => budget.hold(third, 11), FULL);
  budget.hold(third, 10);
  budget.release(first);
  budget.hold(third, 40);
  equal(budget.heldBytes, 90);
});

Deno.test("hold() leaves half of all to others than one client", () => {
  const budget = new ByteBudget(100);
  const holdings = Array.from({ length: 6 }, () => holdingOf("a"));
  for (const holding of holdings.slice(0, 5)) budget.hold(holding, 10);
  throws(() => budget.hold(holdings[5]!, 1), FULL);
  budget.hold(holdingOf("b"), 50);
});

Deno.test("hold() lets one request have what it needs", () => {
  const budget = new ByteBudget(100);
  const holding = holdingOf("a");
  budget.hold(holding, 30);
  budget.hold(holding, 300);
  throws(() => budget.hold(holdingOf("b"), 1), FULL);
  budget.release(holding);
  budget.release(holding);
  equal(budget.heldBytes, 0);
});
