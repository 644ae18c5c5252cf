import { deepEqual, equal } from "node:assert/strict";
import { AliasWatch, type Claim } from "./alias_watch.ts";
import type { Deed } from "./audit_trail.ts";

/** A watch whose waiting is over once `pass` is called. */
function watched(findClaim: () => Promise<Claim | null> = () => Promise.resolve(null)) {
  const deeds: Deed[] = [];
  const waiting: (() => void)[] = [];
  const watch = new AliasWatch({
    trail: { noteSeen: (deed) => deeds.push(deed) },
    findClaim,
    later: (work) => waiting.push(work),
  });
  const pass = async () => {
    for (const work of waiting.splice(0)) work();
    await new Promise((resolve) => setImmediate(resolve));
    return deeds.splice(0);
  };
  return { watch, pass };
}

Deno.test("saw() notes where aliases lead at first, and what moves, once", async () => {
  const { watch, pass } = watched();
  watch.saw("m", { champion: "1", challenger: "2" });
  deepEqual(
    (await pass()).map(({ subject, detail, who }) => [subject, detail?.["state"], who]),
    [["models:/m@champion", "1", "unknown"], ["models:/m@challenger", "2", "unknown"]],
  );
  watch.saw("m", { champion: "1", challenger: "2" });
  deepEqual(await pass(), []);
  watch.saw("m", { champion: "2" });
  const moved = (await pass()).map(({ subject, detail }) => [subject, detail] as const);
  deepEqual(Object.fromEntries(moved), {
    "models:/m@champion": { state: "2", previous: "1" },
    "models:/m@challenger": { state: null, previous: "2" },
  });
});

Deno.test("saw() takes a run's own word for who moved an alias, and says whose word it is", async () => {
  const { watch, pass } = watched(() =>
    Promise.resolve({ who: "nora", by: "run", reason: "it is better" })
  );
  watch.saw("m", { champion: "1" });
  const [deed] = await pass();
  deepEqual([deed?.who, deed?.reason], ["nora (by its run)", "it is better"]);
  const { watch: other, pass: passOther } = watched(() =>
    Promise.resolve({ who: "nora", by: "run", reason: null })
  );
  other.saw("m", { champion: "1" });
  equal((await passOther())[0]?.reason, "Seen in the registry; its run says who moved it");
});

Deno.test("saw() notes a move whose run cannot be read, and at most a hundred aliases", async () => {
  const { watch, pass } = watched(() => Promise.reject(new Error("the registry is down")));
  watch.saw("m", Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`a${i}`, "1"])));
  const deeds = await pass();
  equal(deeds.length, 100);
  equal(deeds[0]?.who, "unknown");
});
