import { deepEqual, doesNotMatch, equal, match, ok, rejects } from "node:assert/strict";
import { hint } from "./commands/hint.ts";
import { list } from "./commands/list.ts";
import { start } from "./commands/start.ts";
import { askStack, onceFollowed } from "./looks/stack_service.ts";
import { localPlace } from "./engine/local_place.ts";
import { fault, LANGUAGES } from "./engine/words.ts";
import { localAddresses } from "./local_addresses.ts";
import { openLab } from "./open_lab.ts";
import { parseLabOptions } from "./options.ts";
import { startMlflow } from "./testing/tested_mlflow.ts";
import { writeStatus } from "../local/status_file.ts";

/** A lab beside the stack of a folder, of which nothing runs until it is begun. */
async function labBesideStack(language = "en") {
  const directory = await Deno.makeTempDir({ prefix: "lab-stack-" });
  const work = await Deno.makeTempDir({ prefix: "lab-" });
  let lines: string[] = [];
  return {
    directory,
    open: () =>
      openLab(parseLabOptions(["list", "--local", `--lang=${language}`]), {
        work,
        // Nothing that the lab would heed before what the stack says of itself.
        env: (name) => name === "STACK_DIR" ? directory : undefined,
        print: (line) => lines.push(line),
      }),
    printed() {
      const text = lines.join("\n");
      lines = [];
      return text;
    },
    async [Symbol.asyncDispose]() {
      await Deno.remove(directory, { recursive: true });
      await Deno.remove(work, { recursive: true });
    },
  };
}

Deno.test("the lab asks the stack that runs from this folder, and names it in what is typed", async () => {
  await using mlflow = await startMlflow();
  await using lab = await labBesideStack();
  using lock = await Deno.open(`${lab.directory}/lock`, { create: true, write: true });
  await lock.lock(true);
  const trackingUri = `http://127.0.0.1:${mlflow.port}`;
  await writeStatus(lab.directory, {
    pid: Deno.pid,
    startedAt: "",
    apiUrl: "http://127.0.0.1:8123",
    trackingUri: `${trackingUri}/`,
    databaseUrl: "postgres://postgres@127.0.0.1:5433/predictions",
    parts: [],
  });
  const deps = await lab.open();
  for (const number of ["3", "4", "5", "17"]) {
    equal(await start(deps, number, "local"), 0);
  }
  const said = lab.printed();
  const typed = said.split("\n").filter((line) => /^ {2}\w+=| {4}\(or, in Python/.test(line));
  deepEqual(typed.map((line) => line.replaceAll(deps.work.root, "WORK")), [
    `  MLFLOW_TRACKING_URI=${trackingUri} deno run --allow-net --allow-env=MLFLOW_TRACKING_URI WORK/3/train.ts`,
    `    (or, in Python: MLFLOW_TRACKING_URI=${trackingUri} python WORK/3/train.py)`,
    `  PORT=8400 MLFLOW_TRACKING_URI=${trackingUri} deno run --allow-net --allow-env WORK/4/program/main.ts`,
    `    (or, in Python: MLFLOW_TRACKING_URI=${trackingUri} python -m uvicorn main:app --app-dir WORK/4/program --port 8400)`,
    "  PORT=8450 API_URL=http://127.0.0.1:8123 deno run --allow-net --allow-env WORK/5/program/page.ts",
    `  MLFLOW_TRACKING_URI=${trackingUri} deno run --allow-net --allow-env=MLFLOW_TRACKING_URI WORK/17/promote.ts`,
  ]);
  // The champion of 17 is there now.
  equal(await start(deps, "19", "local"), 0);
  const drift = lab.printed();
  ok(
    drift.includes(
      `DATABASE_URL="postgres://postgres:$(cat '${lab.directory}/postgres/password')@127.0.0.1:5433/predictions"`,
    ),
    drift,
  );
  doesNotMatch(drift, /\{[a-z-]+(:port)?\}/);
  equal(await start(deps, "20", "local"), 0);
  equal(await hint(deps, "20"), 0);
  match(lab.printed(), /on http:\/\/127\.0\.0\.1:8123\/docs/);
});

Deno.test("without a stack of this folder nothing is begun on whatever else answers", async () => {
  const sentences = {
    fr: /^La pile de ce dossier ne tourne pas : lancez deno task start/,
    en: /^The stack of this folder does not run: run deno task start/,
  };
  for (const language of LANGUAGES) {
    await using lab = await labBesideStack(language);
    const deps = await lab.open();
    for (const number of ["3", "4", "5", "17", "18", "19", "20"]) {
      await rejects(start(deps, number, "local"), (error: { words: Record<string, string> }) => {
        match(error.words[language] ?? "", sentences[language]);
        return true;
      }, number);
    }
    deepEqual((await deps.work.readProgress()).exercises, {});
    // These ask no stack.
    for (const number of ["10", "16"]) equal(await start(deps, number, "local"), 0);
  }
});

Deno.test("what the environment names goes before the stack, and no password is printed", () => {
  const status = {
    apiUrl: "http://127.0.0.1:8000",
    trackingUri: "http://user@mlflow.example/",
    databaseUrl: null,
  };
  const env = (name: string) => name === "API_PORT" ? "8124" : undefined;
  deepEqual(localAddresses(env, { directory: ".stack", status }), {
    "mlflow-service": "http://user@mlflow.example",
    "predict": "http://127.0.0.1:8124",
    "ml-api-service": "http://127.0.0.1:8400",
    "page-service": "http://127.0.0.1:8450",
    "database": '"${DATABASE_URL:?as deno task start has it}"',
  });
});

Deno.test("list tells how long an exercise takes without a cluster where that is less", async () => {
  await using lab = await labBesideStack();
  equal(await list(await lab.open()), 0);
  const said = lab.printed();
  match(said, / 4 {2}The API, twice\n +\d+ min, \d+ with --local · /);
  match(said, / 3 {2}Training the model\n +\d+ min · /);
});

/** A service that answers as it did before until it has looked at the registry once more, from now. */
function startFollower() {
  let looks = 7;
  let asked = 0;
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, ({ url }) => {
    if (new URL(url).pathname === "/metrics") {
      return new Response(
        `# TYPE x counter\npredict_registry_looks_total{outcome="ok"} ${looks++}\n`,
      );
    }
    asked += 1;
    return Response.json({ isNew: looks >= 9 });
  });
  return { server, asked: () => asked };
}

Deno.test("a step that the service has not followed yet looks again once it has", async () => {
  const { server, asked } = startFollower();
  try {
    const place = localPlace("", { predict: `http://127.0.0.1:${server.addr.port}` });
    const look = async () => {
      const { body } = await askStack(place, "/predict");
      return body.isNew ? "new" : fault("ancien", "old");
    };
    equal(await onceFollowed(place, look), "new");
    equal(asked(), 2);
    // What holds at once is not waited for, and what still does not hold is told.
    equal(await onceFollowed(place, look), "new");
    equal(asked(), 3);
    await rejects(onceFollowed(place, () => Promise.resolve(fault("non", "no"))), {
      message: "no",
    });
  } finally {
    await server.shutdown();
  }
});
