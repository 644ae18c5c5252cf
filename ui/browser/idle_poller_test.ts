import { deepEqual, equal } from "node:assert/strict";
import { IdlePoller, type Page } from "./idle_poller.ts";

/** A page whose time passes only when told to. */
function handPage() {
  let isVisible = true;
  let watcher = () => {};
  let timer: { readonly ms: number; readonly callback: () => void } | null = null;
  const page: Page = {
    isVisible: () => isVisible,
    onVisibilityChange(callback) {
      watcher = callback;
      return () => watcher = () => {};
    },
    after(ms, callback) {
      timer = { ms, callback };
      return () => timer = null;
    },
  };
  return {
    page,
    waiting: () => timer?.ms ?? null,
    async pass() {
      const due = timer;
      timer = null;
      due?.callback();
      await settle();
    },
    async show(visible: boolean) {
      isVisible = visible;
      watcher();
      await settle();
    },
  };
}

/** Lets every promise that is ready go on. */
function settle(): Promise<void> {
  return new Promise((resolve) =>
    queueMicrotask(() => queueMicrotask(() => queueMicrotask(resolve)))
  );
}

function startPoller(answers: () => string, isFree = () => false) {
  const hand = handPage();
  const asleep: boolean[] = [];
  let asked = 0;
  let last = "";
  const poller = new IdlePoller<string>({
    ask: () => {
      asked++;
      const answer = answers();
      return answer === "down" ? Promise.reject(new Error("down")) : Promise.resolve(answer);
    },
    onAnswer: (answer) => {
      const hasChanged = answer !== last;
      last = answer;
      return hasChanged;
    },
    onFailure: () => {
      const hasChanged = last !== "down";
      last = "down";
      return hasChanged;
    },
    onAsleep: (isAsleep) => asleep.push(isAsleep),
    delaysMs: [10, 20, 40],
    isFree,
    page: hand.page,
  });
  poller.start();
  return { ...hand, poller, asleep, asked: () => asked };
}

Deno.test("IdlePoller asks less and less often while nothing changes, then sleeps", async () => {
  const { waiting, pass, asleep, asked } = startPoller(() => "same");
  await settle();
  const waits: (number | null)[] = [waiting()];
  for (let i = 0; i < 3; i++) {
    await pass();
    waits.push(waiting());
  }
  deepEqual(waits, [10, 20, 40, null]);
  deepEqual(asleep, [false, true]);
  equal(asked(), 4);
});

Deno.test("IdlePoller goes on at the slowest pace where asking keeps nothing from resting", async () => {
  const { waiting, pass, asleep } = startPoller(() => "same", () => true);
  await settle();
  const waits: (number | null)[] = [];
  for (let i = 0; i < 5; i++) {
    await pass();
    waits.push(waiting());
  }
  deepEqual(waits, [20, 40, 40, 40, 40]);
  deepEqual(asleep, [false]);
});

Deno.test("IdlePoller is eager again after a change, a failure included", async () => {
  const answers = ["a", "a", "b", "down", "down"];
  const { waiting, pass } = startPoller(() => answers.shift() ?? "end");
  await settle();
  const waits: (number | null)[] = [];
  for (let i = 0; i < 4; i++) {
    await pass();
    waits.push(waiting());
  }
  deepEqual(waits, [20, 10, 10, 20]);
});

Deno.test("IdlePoller does not ask while nobody looks, and asks at once when somebody does", async () => {
  const { show, waiting, asked } = startPoller(() => "same");
  await settle();
  await show(false);
  equal(waiting(), null);
  equal(asked(), 1);
  await show(true);
  equal(asked(), 2);
  equal(waiting(), 10);
});

Deno.test("wake() ends the sleep", async () => {
  const { poller, pass, asleep, asked } = startPoller(() => "same");
  await settle();
  for (let i = 0; i < 3; i++) await pass();
  poller.wake();
  await settle();
  deepEqual(asleep, [false, true, false]);
  equal(asked(), 5);
});

Deno.test("stop() asks no more", async () => {
  const { poller, show, waiting, asked } = startPoller(() => "same");
  await settle();
  poller.stop();
  await show(true);
  equal(waiting(), null);
  equal(asked(), 1);
});
