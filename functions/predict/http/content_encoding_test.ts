import { equal, match, ok } from "node:assert/strict";
import { PATIENT, testedApp } from "../testing/tested_app.ts";
import { decodedBody } from "./content_encoding.ts";

async function compressed(text: string, encoding: "gzip" | "deflate"): Promise<Uint8Array> {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream(encoding));
  return await new Response(stream).bytes();
}

/** Posts a body with a content encoding. */
async function post(path: string, body: Uint8Array, encoding: string, type = "application/json") {
  const { app } = await testedApp();
  return await app.request(path, {
    method: "POST",
    headers: {
      "content-type": type,
      "content-encoding": encoding,
      "content-length": `${body.length}`,
    },
    body: new Uint8Array(body),
  });
}

Deno.test("POST /predict takes gzip and deflate", async () => {
  for (const encoding of ["gzip", "deflate"] as const) {
    const body = await compressed(JSON.stringify(PATIENT), encoding);
    const response = await post("/predict", body, encoding);
    equal(response.status, 200, await response.clone().text());
    equal((await response.json()).probability, 0.75);
  }
});

Deno.test("POST /predict/csv and /invocations take gzip", async () => {
  const csv = `${Object.keys(PATIENT)}\n${Object.values(PATIENT)}\n`;
  const table = await post("/predict/csv", await compressed(csv, "gzip"), "gzip", "text/csv");
  match(await table.text(), /,0\.75,true,Élevé\n$/);
  const inputs = JSON.stringify({ inputs: [Object.values(PATIENT)] });
  const invoked = await post("/invocations", await compressed(inputs, "gzip"), "gzip");
  equal((await invoked.json()).predictions.label[0], 1);
});

Deno.test("a compressed body is measured as it comes out", async () => {
  // 4 MiB and one byte of blanks come in a few kilobytes.
  const body = await compressed(" ".repeat(4 * 1024 * 1024 + 1), "gzip");
  equal(body.length < 10_000, true);
  const response = await post("/predict", body, "gzip");
  equal(response.status, 413);
  await response.body?.cancel();
});

Deno.test("of a body that decompresses to far more, no more is made than is read", async () => {
  const body = new Uint8Array(await compressed(" ".repeat(64 * 2 ** 20), "gzip"));
  const headers = { "content-encoding": "gzip" };
  const before = Deno.memoryUsage().external;
  const reader = decodedBody(new Request("http://x/", { method: "POST", headers, body }))!
    .getReader();
  const { value } = await reader.read();
  ok(value!.length <= 64 * 1024, `${value!.length} bytes`);
  const more = Deno.memoryUsage().external - before;
  ok(more < 8 * 2 ** 20, `${more} bytes`);
  await reader.cancel();
});

Deno.test("a compressed body that ends too soon is a 400", async () => {
  const body = await compressed(JSON.stringify(PATIENT), "gzip");
  equal((await post("/predict", body.subarray(0, -9), "gzip")).status, 400);
});

Deno.test("a body that is not what its encoding says is a 400", async () => {
  for (const path of ["/predict", "/predict/csv"]) {
    const type = path === "/predict" ? "application/json" : "text/csv";
    const response = await post(path, new TextEncoder().encode("{}"), "gzip", type);
    equal(response.status, 400);
    match((await response.json()).detail, /must be gzip, as its Content-Encoding says$/);
  }
});

Deno.test("other encodings, and more than one, are a 415 that says which there are", async () => {
  for (const encoding of ["br", "gzip, gzip", "constructor"]) {
    const response = await post("/predict", new TextEncoder().encode("{}"), encoding);
    equal(response.status, 415);
    equal(response.headers.get("accept-encoding"), "gzip, deflate");
    await response.body?.cancel();
  }
  const plain = await post(
    "/predict",
    new TextEncoder().encode(JSON.stringify(PATIENT)),
    "identity",
  );
  equal(plain.status, 200);
  await plain.body?.cancel();
});
