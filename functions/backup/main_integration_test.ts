/** The program itself with a bucket, with the permissions that its pods have. */
import { deepEqual, equal, match } from "node:assert/strict";
import { referenceTest } from "@mlops/testing/reference";
import { TestedS3 } from "@mlops/testing/tested_s3";

const MAIN = new URL("main.ts", import.meta.url).pathname;

async function run(
  args: readonly string[],
  { env, folder, host }: { env: Record<string, string>; folder: string; host: string },
): Promise<{ code: number; said: string }> {
  const { code, stdout, stderr } = await new Deno.Command("deno", {
    args: [
      "run",
      "--no-prompt",
      `--allow-net=${host}`,
      `--allow-read=${folder}`,
      `--allow-write=${folder}`,
      "--allow-env",
      MAIN,
      ...args,
    ],
    env: {
      BACKUP_WORK: `${folder}/work`,
      BACKUP_ARTIFACTS: `${folder}/artifacts`,
      BACKUP_STORE: "s3://backups/stack",
      ...env,
    },
  }).output();
  const decoder = new TextDecoder();
  return { code, said: decoder.decode(stdout) + decoder.decode(stderr) };
}

async function writeFiles(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await Deno.mkdir(`${folder}/${path.slice(0, path.lastIndexOf("/"))}`, { recursive: true });
    await Deno.writeTextFile(`${folder}/${path}`, text);
  }
}

referenceTest("a backup goes to a bucket and comes back", ["python"], async (t) => {
  await using server = await TestedS3.start();
  const folder = await Deno.makeTempDir({ prefix: "backup-" });
  const options = { env: server.environment, folder, host: server.url.host };
  const ARTIFACT = "artifacts/1/abc/artifacts/model/MLmodel";
  try {
    await writeFiles(folder, {
      "work/id": "2026-11-30T02-17-00Z\n",
      "work/rows": "mlflow.public.runs\t1\n",
      "work/references": "mlflow-artifacts:/1/abc/artifacts\n",
      "work/mlflow.dump": "dump",
      [ARTIFACT]: "flavors: {}\n",
    });
    const kept = await run(["keep"], options);
    equal(kept.code, 0, kept.said);
    match(kept.said, /^kept 2026-11-30T02-17-00Z {2}1 rows, dumps 0\.0 MB, 1 artifacts/);
    const listed = await run(["list", "--json"], options);
    const [backup] = JSON.parse(listed.said);
    deepEqual(backup.artifacts.map(({ path }: { path: string }) => path), [ARTIFACT.slice(10)]);

    await t.step("after everything else is lost", async () => {
      await Deno.remove(`${folder}/work`, { recursive: true });
      await Deno.remove(`${folder}/artifacts`, { recursive: true });
      const { code, said } = await run(["fetch", "latest"], options);
      equal(code, 0, said);
      equal(await Deno.readTextFile(`${folder}/work/mlflow.dump`), "dump");
      equal(await Deno.readTextFile(`${folder}/${ARTIFACT}`), "flavors: {}\n");
    });

    await t.step("and says in a line what is wrong with its settings", async () => {
      const { code, said } = await run(["list"], {
        ...options,
        env: { BACKUP_STORE: "s3://B", AWS_ACCESS_KEY_ID: "id" },
      });
      equal(code, 2);
      match(said, /BACKUP_STORE must be a folder or s3:\/\/BUCKET\/FOLDER: is "s3:\/\/B"/);
      match(said, /AWS_ENDPOINT_URL_S3 must be an address/);
      match(said, /AWS_SECRET_ACCESS_KEY must be set, as BACKUP_STORE is a bucket/);
      const elsewhere = await run(["list"], { ...options, host: "127.0.0.1:1" });
      equal(elsewhere.code, 1);
      match(elsewhere.said, /^Cannot list "backups" as the bucket .*: S3_HOST must be its host/);
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
