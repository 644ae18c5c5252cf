import { deepEqual, equal } from "node:assert/strict";
import { AliasWatch, type Claim } from "./alias_watch.ts";
import type { Deed } from "./audit_trail.ts";

/** A watch with a clock of the test's own. */
function watched(findClaim: () => Promise<Claim | null> = () => Promise.resolve(null)) {
  const deeds: Deed[] = [];
  let nowMs = 0;
  const watch = new AliasWatch({
    trail: { noteSeen: (deed) => deeds.push(deed) },
    findClaim,
    timeOfDay: () => nowMs,
  });
  /** Looks, and looks again after as long as whoever moved an alias has to tell it. */
  const saw = async (aliases: Record<string, string>) => {
    await watch.saw("m", aliases);
    const early = deeds.length;
    nowMs += 5_000;
    for (let look = 0; look < 30; look++) await watch.saw("m", aliases);
    return { early, deeds: deeds.splice(0) };
  };
  return { saw };
}

Deno.test("saw() notes where aliases lead at first, and what moves, once and not at once", async () => {
  const { saw } = watched();
  const first = await saw({ champion: "1", challenger: "2" });
  equal(first.early, 0);
  deepEqual(
    first.deeds.map(({ subject, detail, who }) => [subject, detail?.["state"], who]),
    [["models:/m@champion", "1", "unknown"], ["models:/m@challenger", "2", "unknown"]],
  );
  deepEqual((await saw({ champion: "1", challenger: "2" })).deeds, []);
  deepEqual((await saw({ champion: "2" })).deeds.map(({ subject, detail }) => [subject, detail]), [
    ["models:/m@champion", { state: "2", previous: "1" }],
    ["models:/m@challenger", { state: null, previous: "2" }],
  ]);
});

Deno.test("saw() takes a run's own word for who moved an alias, and says whose word it is", async () => {
  const claimed = async (reason: string | null) => {
    const { saw } = watched(() => Promise.resolve({ who: "nora", by: "run", reason }));
    const [deed] = (await saw({ champion: "1" })).deeds;
    return [deed?.who, deed?.reason];
  };
  deepEqual(await claimed("it is better"), ["nora (by its run)", "it is better"]);
  deepEqual(await claimed(null), [
    "nora (by its run)",
    "Seen in the registry; its run says who moved it",
  ]);
});

Deno.test("saw() notes a move whose run cannot be read, and at most a hundred aliases", async () => {
  const { saw } = watched(() => Promise.reject(new Error("the registry is down")));
  const aliases = Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`a${i}`, "1"]));
  const { deeds } = await saw(aliases);
  equal(deeds.length, 100);
  equal(deeds[0]?.who, "unknown");
});
