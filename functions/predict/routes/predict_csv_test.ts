import { equal, match, rejects } from "node:assert/strict";
import type { Hono } from "hono";
import { CUT_OFF } from "@mlops/closing";
import { smallDiabetesModel, smallThreeClassModel } from "../testing/small_models.ts";
import { testedApp } from "../testing/tested_app.ts";

const HEADER =
  "Pregnancies,Glucose,BloodPressure,SkinThickness,Insulin,BMI,DiabetesPedigreeFunction,Age";
const ROW = "6,148,72,35,0,33.6,0.627,50";

async function postCsv(app: Hono, body: string | ReadableStream<Uint8Array>): Promise<Response> {
  return await app.request("/predict/csv", {
    method: "POST",
    headers: { "content-type": "text/csv" },
    body,
  });
}

/** A body of so many chunks, made when they are asked for. */
function chunks(
  count: number,
  make: (index: number) => string,
  bytes?: Uint8Array,
): ReadableStream<Uint8Array> {
  let index = 0;
  return new ReadableStream({
    pull(controller) {
      if (index === count) return controller.close();
      controller.enqueue(bytes ?? new TextEncoder().encode(make(index)));
      index++;
    },
  }, { highWaterMark: 0 });
}

Deno.test("POST /predict/csv appends the prediction to each line", async () => {
  const { app } = await testedApp();
  const response = await postCsv(app, `${HEADER}\r\n${ROW}\r\n1,85,66,29,0,26.6,0.351,31`);
  equal(response.status, 200);
  equal(response.headers.get("content-type"), "text/csv; charset=utf-8");
  equal(response.headers.get("x-model-version"), "1");
  equal(
    await response.text(),
    `${HEADER},probability,has_diabetes,risk_level
${ROW},0.75,true,Élevé
1,85,66,29,0,26.6,0.351,31,0.125,false,Faible
`,
  );
});

Deno.test("POST /predict/csv turns a compressed table away where no more may be under way", async () => {
  const { app } = await testedApp({ env: { MEMORY_LIMIT_MIB: "128" } });
  const gzip = new Blob([`${HEADER}\n${ROW}\n`]).stream()
    .pipeThrough(new CompressionStream("gzip"));
  const table = await new Response(gzip).bytes();
  const headers = {
    "content-type": "text/csv",
    "content-encoding": "gzip",
    "content-length": `${table.length}`,
  };
  const open = { method: "POST", headers: { "content-type": "text/csv" } };
  const held = Array.from({ length: 8 }, () => {
    const first = chunks(1, () => `${HEADER}\n${`${ROW}\n`.repeat(10_000)}`);
    return app.request("/predict/csv", { ...open, body: first });
  });
  await Promise.all(held);
  const response = await app.request("/predict/csv", { method: "POST", headers, body: table });
  equal(response.status, 503);
  await response.body?.cancel();
  for (const each of await Promise.all(held)) await each.body?.cancel();
});

Deno.test("POST /predict/csv finds the columns by name and keeps all others", async () => {
  const { app } = await testedApp({ model: smallThreeClassModel() });
  const response = await postCsv(app, 'name,b,a\n"Doe, J",1,2\n');
  equal(
    await response.text(),
    'name,b,a,label,probability_10,probability_20,probability_30\n"Doe, J",1,2,20,0,0.75,0.25\n',
  );
});

Deno.test("POST /predict/csv answers in the CSV's own way of writing", async () => {
  const { app } = await testedApp();
  const french = `${HEADER};Note\r\n${ROW};é\r\n`.replaceAll(",", ";").replaceAll(".", ",");
  const answer = `${HEADER};Note;probability;has_diabetes;risk_level\n${ROW};é;0.75;true;Élevé\n`
    .replaceAll(",", ";").replaceAll(".", ",");
  const utf16 = new Uint8Array(
    new Uint16Array([...`\ufeff${french}`].map((c) => c.charCodeAt(0))).buffer,
  );
  const latin1 = Uint8Array.from(french, (character) => character.charCodeAt(0));
  for (const body of [new TextEncoder().encode(french), utf16, latin1]) {
    equal(await (await postCsv(app, chunks(1, () => "", body))).text(), answer);
  }
  for (const delimiter of ["\t", "|"]) {
    const body = `sep=${delimiter}\r${HEADER}\r${ROW}\r`.replaceAll(",", delimiter);
    match(await (await postCsv(app, body)).text(), /0\.75.true.Élevé\n$/);
  }
});

Deno.test("POST /predict/csv says in one sentence what is no CSV", async () => {
  const { app } = await testedApp();
  for (
    const [body, detail] of [
      [
        "PK\x03\x04\x14\0\x06\0[Content_Types].xml",
        /it is an Excel workbook \(xlsx, a ZIP archive\): open it/,
      ],
      ["\x1f\x8b\x08\0\0\0\0\0", /it is gzip: give the CSV itself$/],
      [
        "@relation patients\n@attribute BMI numeric\n",
        /it is an ARFF file \(Weka\): save the table/,
      ],
      ['{"instances": []}', /it is JSON/],
      [`${HEADER}\n6,"148\n`, /line 2: the quote before "148\\n" must be closed/],
      [
        `${HEADER}\n6,"1"48,72,35,0,33.6,0.627,50\n`,
        /line 2: a cell has text after its closing quote/,
      ],
    ] as const
  ) {
    const bytes = Uint8Array.from(body, (character) => character.charCodeAt(0));
    const response = await postCsv(app, chunks(1, () => "", bytes));
    equal(response.status, 400);
    const told = (await response.json()).detail;
    match(told, /^The CSV cannot be read: line \d: /);
    match(told, detail);
  }
});

Deno.test("POST /predict/csv names the missing columns", async () => {
  const { app } = await testedApp();
  const response = await postCsv(app, "Glucose,Age\n1,2\n");
  equal(response.status, 422);
  match((await response.json()).detail, /^line 1: column Pregnancies is missing; line 1: column /);
});

Deno.test("POST /predict/csv names the line of a bad row", async () => {
  const { app } = await testedApp();
  for (
    const [row, reason] of [
      ["6,148,72,35,0,n/a,0.627,50", 'line 3: BMI must be a finite 32-bit number: is "n/a"'],
      ["6,148,72,35,0,,0.627,50", "line 3: BMI is missing"],
      ["6,148,72,35,0,1e39,0.627,50", 'line 3: BMI must be a finite 32-bit number: is "1e39"'],
      ["6,148", "line 3: must have 8 cells: has 2"],
    ]
  ) {
    const response = await postCsv(app, `${HEADER}\n${ROW}\n${row}\n`);
    equal(response.status, 422);
    equal((await response.json()).detail, reason);
  }
});

Deno.test("POST /predict/csv breaks off where a row is bad after the answer has begun", async () => {
  const { app, metrics, store } = await testedApp();
  const piece = `${ROW}\n`.repeat(3_000);
  const pieces = [`${HEADER}\n${piece}`, piece, "1,2,x\n"];
  const response = await postCsv(app, chunks(3, (index) => pieces[index]!));
  equal(response.status, 200);
  let text = "";
  await rejects(async () => {
    for await (const piece of response.body!.pipeThrough(new TextDecoderStream())) text += piece;
  }, (error) => error === CUT_OFF);
  match(text, /,0.75,true,Élevé\nerror: line 6002: must have 8 cells: has 3\n$/);
  await new Promise<void>((resolve) => queueMicrotask(resolve));
  equal(metrics.inFlight.value, 0);
  equal(store.champion?.model.holders, 0);
});

Deno.test("POST /predict/csv reads no further than its answer is taken, and stops with it", async () => {
  const { app } = await testedApp();
  const { promise: isCancelled, resolve } = Promise.withResolvers<void>();
  let made = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const text = made++ === 0 ? `${HEADER}\n` : `${ROW}\n`.repeat(100);
      controller.enqueue(new TextEncoder().encode(text));
    },
    cancel: () => resolve(),
  }, { highWaterMark: 0 });
  const response = await postCsv(app, body);
  const reader = response.body!.getReader();
  await reader.read();
  equal(made < 100, true, `${made} chunks were read for one`);
  await reader.cancel();
  await isCancelled;
});

Deno.test("POST /predict/csv takes a table without rows, and refuses one without columns", async () => {
  const { app } = await testedApp();
  equal(
    await (await postCsv(app, HEADER)).text(),
    `${HEADER},probability,has_diabetes,risk_level\n`,
  );
  const empty = await postCsv(app, "");
  equal(empty.status, 400);
  equal((await empty.json()).detail, "The CSV must have a line with the columns");
});

Deno.test("POST /predict/csv answers by one version though another takes over", async () => {
  const { app, store } = await testedApp({ model: smallDiabetesModel() });
  const before = store.champion;
  const response = await postCsv(
    app,
    chunks(3, (index) => {
      if (index === 2) store.assign("champion", null);
      return index === 0 ? `${HEADER}\n` : `${ROW}\n`;
    }),
  );
  const text = await response.text();
  equal(text.split("\n")[2], `${ROW},0.75,true,Élevé`);
  equal(before?.model.holders, 0);
});

Deno.test("POST /predict/csv refuses other types with 415", async () => {
  const { app } = await testedApp();
  const response = await app.request("/predict/csv", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: "[]",
  });
  equal(response.status, 415);
  await response.body?.cancel();
});
