import { deepEqual, equal, match } from "node:assert/strict";
import { AuditPost, type ToldDeed } from "./audit_post.ts";

function deed(who: string): ToldDeed {
  return {
    who,
    action: "alias_moved",
    subject: "models:/m@champion",
    from: "10.0.0.1",
    reason: null,
    detail: { state: "2" },
  };
}

/** A post to a service that answers with the given statuses, and then with 200; 0 is no answer. */
function posted(statuses: number[]) {
  const sent: { who: string; key: string; body: Record<string, unknown> }[] = [];
  const troubles: string[] = [];
  const lost: string[] = [];
  const post = new AuditPost({
    url: new URL("http://predict/audit"),
    key: "mlops_key",
    async fetch(url, init) {
      const request = new Request(url, init);
      const status = statuses.shift() ?? 200;
      if (status === 0) throw new TypeError("connection refused");
      if (status === 200) {
        sent.push({
          who: decodeURIComponent(request.headers.get("x-on-behalf-of") ?? ""),
          key: request.headers.get("authorization") ?? "",
          body: await request.json(),
        });
      }
      return new Response("{}", { status });
    },
    trouble(message, which) {
      if (which === undefined) troubles.push(message);
      else lost.push(which.who);
    },
    sleep: () => Promise.resolve(),
  });
  return { post, sent, troubles, lost };
}

Deno.test("AuditPost tells who did what in order, and again until it is taken", async () => {
  const { post, sent, troubles, lost } = posted([0, 503, 200, 401]);
  for (const who of ["key:é", "key:ui/a b\nc", "token:\ud800"]) post.add(deed(who));
  await post.settled();
  deepEqual(sent.map(({ who }) => who), ["key:é", "key:ui/a b c", "token:\ufffd"]);
  equal(sent[0]?.key, "Bearer mlops_key");
  const { who: _, ...body } = deed("");
  deepEqual(sent[0]?.body, body);
  match(troubles[0] ?? "", /cannot be asked: .*refused/);
  // One message for each time that it is away.
  equal(troubles.length, 2);
  deepEqual(lost, []);
});

Deno.test("AuditPost posts what is added at whichever moment, the end of the post before included", async () => {
  for (let moment = 0; moment < 40; moment++) {
    const { post, sent } = posted([]);
    post.add(deed("key:a"));
    // After so many turns of the promises that are ready.
    for (let turn = 0; turn < moment; turn++) await Promise.resolve();
    post.add(deed("key:b"));
    await post.settled();
    deepEqual(sent.map(({ who }) => who), ["key:a", "key:b"], `after ${moment} turns`);
  }
});

Deno.test("AuditPost gives up what the service refuses for what it says", async () => {
  const { post, sent, lost } = posted([422]);
  for (const who of ["key:a", "key:b"]) post.add(deed(who));
  await post.settled();
  deepEqual(sent.map(({ who }) => who), ["key:b"]);
  deepEqual(lost, ["key:a"]);
});

Deno.test("AuditPost keeps a thousand for a service that is away, and says which are lost", async () => {
  const { promise: over, resolve } = Promise.withResolvers<Response>();
  const lost: string[] = [];
  const post = new AuditPost({
    url: new URL("http://predict/audit"),
    key: "k",
    fetch: (_, { signal }) => {
      signal!.addEventListener("abort", () => resolve(new Response("{}", { status: 503 })));
      return over;
    },
    trouble: (_, which) => void (which && lost.push(which.who)),
  });
  for (let i = 0; i < 1_001; i++) post.add(deed(`key:${i}`));
  deepEqual(lost, ["key:1000"]);
  await post.close(1);
  equal(lost.length, 1_001);
});
