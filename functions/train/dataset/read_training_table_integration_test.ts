import { deepEqual, equal, match, rejects } from "node:assert/strict";
import { createHash } from "node:crypto";
import { readTrainingTable } from "./read_training_table.ts";

const ROWS = Array.from(
  { length: 60_000 },
  (_, row) => `${row % 251}.25;word ${row % 7};${row % 3}`,
);

/** More than a piece of the file, so that its parts are read where they lie. */
const CSV = `size;word;class\n${ROWS.join("\n")}\n`;

async function describe(args: readonly string[], cwd: string): Promise<unknown> {
  const program = new URL("../describe_main.ts", import.meta.url).pathname;
  const root = new URL("../../../", import.meta.url).pathname;
  const { code, stdout, stderr } = await new Deno.Command("deno", {
    args: [
      "run",
      "--quiet",
      `--config=${root}deno.json`,
      "--allow-read",
      "--allow-write",
      "--allow-env=INIT_CWD,DATABASE_URL,PGPASSWORD,DATABASE_CA",
      "--ignore-env=PGAPPNAME,PGTARGETSESSIONATTRS",
      program,
      ...args,
    ],
    env: { INIT_CWD: cwd },
  }).output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout).split("\n"), stderr: decoder.decode(stderr) };
}

Deno.test("readTrainingTable() reads a file of any length, packed or not, and an address", async () => {
  const folder = await Deno.makeTempDir();
  await Deno.writeTextFile(`${folder}/t.csv`, CSV);
  const packed = new Blob([CSV]).stream().pipeThrough(new CompressionStream("gzip"));
  const file = new Uint8Array(await new Response(packed).arrayBuffer());
  await Deno.writeFile(`${folder}/t.csv.gz`, file);
  const plain = await readTrainingTable({ kind: "file", path: `${folder}/t.csv` });
  deepEqual([plain.name, plain.table.nRows], ["t.csv", 60_000]);
  equal(plain.sha256, createHash("sha256").update(CSV).digest("hex"));
  const unpacked = await readTrainingTable({ kind: "file", path: `${folder}/t.csv.gz` });
  deepEqual(unpacked.table.columns, plain.table.columns);
  equal(unpacked.sha256, createHash("sha256").update(file).digest("hex"));

  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    () => new Response(file),
  );
  const url = new URL(`http://127.0.0.1:${server.addr.port}/data/t.csv.gz`);
  const fetched = await readTrainingTable({ kind: "http", url }, { target: "class" });
  await server.shutdown();
  deepEqual(fetched.table.columns, plain.table.columns);
  deepEqual([fetched.name, fetched.sha256], ["t.csv.gz", unpacked.sha256]);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("readTrainingTable() says why a file cannot be read", async () => {
  await rejects(readTrainingTable({ kind: "file", path: "/nowhere.csv" }), {
    message: 'Cannot fetch the data set "/nowhere.csv" as the file must exist: there is none',
  });
  await rejects(
    readTrainingTable({ kind: "file", path: "/tmp" }),
    /as it must be a file: is a folder or a device$/,
  );
});

Deno.test("deno task describe shows a table, and writes a schema that it takes again", async () => {
  const folder = await Deno.makeTempDir();
  await Deno.writeTextFile(`${folder}/t.csv`, "id;size;y;known\n1;1,5;a;x\n2;2,5;b;z\n3;;a;x\n");
  const args = ["t.csv", "--target", "y", "--schema-out", "schema.json"];
  deepEqual(await describe(args, folder), {
    code: 0,
    stdout: [
      "t.csv: 3 rows",
      "id     integer                   1 to 3      all 3 values are whole numbers",
      "size   number    33.3 % missing  1.5 to 2.5  all 2 values are numbers",
      'y      category                  2 values    "a" on line 2 is no number',
      'known  category                  2 values    "x" on line 2 is no number',
      "its decimal mark is a comma",
      '"y" asks for classification: it holds words',
      "the schema is in schema.json",
      "",
    ],
    stderr: "",
  });
  const schema = JSON.parse(await Deno.readTextFile(`${folder}/schema.json`));
  schema.columns.id.kind = "ignore";
  await Deno.writeTextFile(`${folder}/schema.json`, JSON.stringify(schema));
  const again = await describe(["t.csv", "--schema", "schema.json"], folder);
  match(JSON.stringify(again), /\\"id\\" is left out: the schema says so/);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("deno task describe says what is wrong in one line", async () => {
  const folder = await Deno.makeTempDir();
  await Deno.writeTextFile(`${folder}/t.csv`, "a,b\n1,2\n1\n");
  const failure = (code: number, stderr: string) => ({ code, stdout: [""], stderr });
  deepEqual(
    await describe(["t.csv"], folder),
    failure(
      1,
      'Cannot read the table "t.csv": line 3, column 1: a row must have 2 cells as the header: has 1\n',
    ),
  );
  deepEqual(await describe([], folder), failure(2, "one table must be given (see --help)\n"));
  deepEqual(
    await describe(["t.csv", "--targt", "b"], folder),
    failure(2, "Unknown option '--targt' (see --help)\n"),
  );
  deepEqual(
    await describe(["t.csv", "--schema", "none.json"], folder),
    failure(
      1,
      `Cannot read the schema "${folder}/none.json" as the file must exist: there is none\n`,
    ),
  );
  await Deno.writeTextFile(`${folder}/whole.csv`, "a,b\n1,2\n");
  deepEqual(
    await describe(["whole.csv", "--schema-out", "none/s.json"], folder),
    failure(
      1,
      `Cannot write the schema "${folder}/none/s.json" as its folder must exist: it does not\n`,
    ),
  );
  await Deno.remove(folder, { recursive: true });
});
