/** Both kinds of store, held to the same promises: a folder, and a bucket of another's S3 server. */
import { deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import { freePort } from "@mlops/processes/free_port";
import { referenceTest } from "@mlops/testing/reference";
import { TestedS3 } from "@mlops/testing/tested_s3";
import { BackupError, UnsteadyFileError } from "./backup.ts";
import { digest } from "./vault.ts";
import { type Bucket, s3Store } from "./s3_store.ts";
import { folderStore, type Store } from "./store.ts";

const MEBIBYTE = 2 ** 20;

function bytes(text: string): ReadableStream<Uint8Array> {
  return new Blob([text]).stream();
}

async function text(store: Store, key: string): Promise<string> {
  return await new Response(await store.read(key)).text();
}

/** Bytes that break off. */
function broken(first: string): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode(first));
    },
    pull(controller) {
      controller.error(new BackupError("Cannot go on"));
    },
  });
}

/** `count` MiB, none like the one before. */
function large(count: number): ReadableStream<Uint8Array> {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at === count) return controller.close();
      controller.enqueue(new Uint8Array(MEBIBYTE).fill(at++));
    },
  });
}

async function holdsItsPromises(store: Store): Promise<void> {
  deepEqual([...await store.list("")], []);
  await store.write("backups/b.json", bytes("b"));
  await store.write("contents/0a", bytes("first"));
  const before = (await store.list("contents")).get("0a");
  // Another file under the same key, and a key with what paths of runs may have.
  await store.write("contents/0a", bytes("other"));
  const odd = "1/a b/artifacts/é+%2B&=?#'(1)*!.json";
  await store.write(odd, bytes("odd"));
  await store.write("empty", bytes(""));
  equal(await text(store, "contents/0a"), "other");
  equal(await text(store, odd), "odd");
  equal(await text(store, "empty"), "");
  const after = (await store.list("contents")).get("0a");
  equal(after?.sizeBytes, 5);
  ok(before !== undefined && before.changed !== after?.changed);
  // Folders below, too, and none that only begins alike.
  await store.write("contents-of-another", bytes(""));
  deepEqual([...(await store.list("contents")).keys()], ["0a"]);
  deepEqual([...(await store.list("1")).keys()], [odd.slice(2)]);
  equal((await store.list("")).size, 5);

  await rejects(store.write("half", broken("half")), /Cannot go on/);
  await rejects(store.read("half"), UnsteadyFileError);
  equal((await store.list("")).has("half"), false);
  await rejects(store.read("none"), /Cannot read "none" as the store must hold it: it does not/);
  await store.remove("contents/0a");
  await store.remove("contents/0a");
  await rejects(store.read("contents/0a"), UnsteadyFileError);

  // In several parts, and broken off in the second of them.
  await store.write("large", large(20));
  deepEqual(await digest(await store.read("large")), await digest(large(20)));
  const parts = large(20).pipeThrough(
    new TransformStream({
      flush() {
        throw new BackupError("Cannot go on");
      },
    }),
  );
  await rejects(store.write("large-half", parts), /Cannot go on/);
  equal((await store.list("")).has("large-half"), false);
}

Deno.test("a folder holds what a store promises", async () => {
  const root = await Deno.makeTempDir({ prefix: "store-" });
  try {
    await holdsItsPromises(folderStore(`${root}/store`));
  } finally {
    await Deno.remove(root, { recursive: true });
  }
});

referenceTest("a bucket holds what a store promises", ["python"], async (t) => {
  await using server = await TestedS3.start();
  const bucket: Bucket = {
    endpoint: server.url,
    region: "us-east-1",
    name: "backups",
    folder: "stack",
    accessKeyId: server.accessKeyId,
    secretAccessKey: server.secretAccessKey,
  };
  await t.step("below a folder of it", () => holdsItsPromises(s3Store(bucket)));

  await t.step("whose neighbours it does not see", async () => {
    const whole = s3Store({ ...bucket, folder: "" });
    equal(await text(whole, "stack/backups/b.json"), "b");
    deepEqual([...await s3Store({ ...bucket, folder: "sta" }).list("")], []);
  });

  await t.step("with more files than an answer of the server's holds", async () => {
    const many = s3Store({ ...bucket, folder: "many" });
    const names = Array.from({ length: 1_100 }, (_, at) => `contents/${at}`.padEnd(16, "."));
    for (let at = 0; at < names.length; at += 50) {
      await Promise.all(names.slice(at, at + 50).map((name) => many.write(name, bytes(name))));
    }
    equal((await many.list("contents")).size, names.length);
  });

  await t.step("and says why it cannot be used, and what helps", async () => {
    const refusal = async (other: Partial<Bucket>): Promise<string> => {
      const { message } = await s3Store({ ...bucket, ...other }).list("").then(
        () => ({ message: "it was answered" }),
        (error) => error,
      );
      return message;
    };
    match(
      await refusal({ secretAccessKey: "wrong" }),
      /^Cannot list "" as the bucket "backups" at http:\/\/127\.0\.0\.1:\d+ must take it: .*SignatureDoesNotMatch: .*renew the Secret$/,
    );
    match(await refusal({ accessKeyId: "nobody" }), /InvalidAccessKeyId: .*renew the Secret$/);
    match(
      await refusal({ name: "another" }),
      /"another" .*(AccessDenied: the bucket must exist|make the bucket)/,
    );
    match(await refusal({ name: "backups-none" }), /"backups-none" .*: make the bucket/);
    const nowhere = new URL(`http://127.0.0.1:${freePort()}`);
    match(await refusal({ endpoint: nowhere }), /^Cannot list .* must take it: .*refused/);
  });
});

Deno.test("keys are read as servers in Go write them", async () => {
  // SeaweedFS 4.53's answer for `it's "1" &#39;`, shortened.
  const listing = `<?xml version="1.0" encoding="UTF-8"?>
<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>b</Name><IsTruncated>false</IsTruncated>
<Contents><Key>it&#39;s &#34;1&#34; &amp;#39;</Key><ETag>&#34;0a&#34;</ETag><Size>3</Size></Contents></ListBucketResult>`;
  await using server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen: () => {} },
    () => new Response(listing),
  );
  const store = s3Store({
    endpoint: new URL(`http://127.0.0.1:${server.addr.port}`),
    region: "us-east-1",
    name: "b",
    folder: "",
    accessKeyId: "id",
    secretAccessKey: "key",
  });
  deepEqual([...await store.list("")], [[`it's "1" &#39;`, { sizeBytes: 3, changed: '"0a"' }]]);
});
