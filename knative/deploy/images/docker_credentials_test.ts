import { deepEqual, equal, rejects } from "node:assert/strict";
import type { CommandResult, RunCommand } from "../command.ts";
import { dockerCredentials } from "./docker_credentials.ts";

const FILE = JSON.stringify({
  auths: { "ghcr.io": { auth: btoa("ann:hunter2") } },
  credHelpers: { "gcr.example": "gcloud" },
});

const find = (run: RunCommand, text: string | undefined = FILE) =>
  dockerCredentials({ readConfig: () => Promise.resolve(text), run });
const never: RunCommand = () => Promise.reject(new Error("nothing is to be run"));
const answers = (result: CommandResult | undefined): RunCommand => () => Promise.resolve(result);

Deno.test("dockerCredentials() reads a login, and stays anonymous without one", async () => {
  deepEqual(await find(never)("ghcr.io"), { username: "ann", password: "hunter2" });
  equal(await find(never)("quay.io"), undefined);
  const none = dockerCredentials({ readConfig: () => Promise.resolve(undefined), run: never });
  equal(await none("ghcr.io"), undefined);
});

Deno.test("dockerCredentials() asks the helper that the file names", async () => {
  const calls: unknown[] = [];
  const run: RunCommand = (program, args, options) => {
    calls.push([program, ...args, options?.input]);
    const stdout = '{"ServerURL":"gcr.example","Username":"_token","Secret":"s"}';
    return Promise.resolve({ code: 0, stdout, stderr: "" });
  };
  deepEqual(await find(run)("gcr.example"), { username: "_token", password: "s" });
  deepEqual(calls, [["docker-credential-gcloud", "get", "gcr.example"]]);
});

Deno.test("dockerCredentials() stays anonymous where the helper knows nothing", async () => {
  const stdout = "credentials not found in native keychain\n";
  equal(await find(answers({ code: 1, stdout, stderr: "" }))("gcr.example"), undefined);
});

Deno.test("dockerCredentials() says that a helper is missing or fails, and not what it said", async () => {
  await rejects(find(answers(undefined))("gcr.example"), {
    name: "ApplyError",
    message: /"docker-credential-gcloud" must be installed and permitted: it is not/,
  });
  await rejects(find(answers({ code: 2, stdout: "hunter2", stderr: "hunter2" }))("gcr.example"), {
    message:
      'Cannot log in to "gcr.example" as "docker-credential-gcloud" must answer: it ended with 2',
  });
});
