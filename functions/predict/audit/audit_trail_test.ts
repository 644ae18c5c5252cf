import { equal } from "node:assert/strict";
import { createLogger } from "../logger.ts";
import type { LogDatabase } from "../log/log_database.ts";
import { AuditTrail } from "./audit_trail.ts";

Deno.test("note() is written at whichever moment, the end of the entry before included", async () => {
  const deed = {
    who: "nora",
    action: "alias_moved",
    subject: "models:/m@champion",
    origin: null,
    reason: null,
    detail: null,
  };
  for (let moment = 0; moment < 20; moment++) {
    let nWritten = 0;
    const database = { ask: () => Promise.resolve(nWritten++) } as unknown as LogDatabase;
    const trail = new AuditTrail({
      database,
      logger: createLogger(() => {}, () => 0),
      timeOfDay: () => 0,
      sleep: () => Promise.resolve(),
    });
    trail.note(deed);
    // After so many turns of the promises that are ready.
    for (let turn = 0; turn < moment; turn++) await Promise.resolve();
    trail.note(deed);
    await trail.settled();
    equal(nWritten, 2, `after ${moment} turns`);
  }
});
