import { deepEqual, equal } from "node:assert/strict";
import { EventQueue } from "./event_queue.ts";

Deno.test("EventQueue gives events by time, and in the order of adding where times are equal", () => {
  const queue = new EventQueue<string>();
  for (const [time, event] of [[3, "d"], [1, "a"], [2, "b"], [2, "c"], [9, "e"]] as const) {
    queue.add(time, event);
  }
  const order = [];
  for (let next = queue.next(); next !== undefined; next = queue.next()) order.push(next.event);
  deepEqual(order, ["a", "b", "c", "d", "e"]);
  equal(queue.size, 0);
});
