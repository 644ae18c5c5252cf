import { equal, match, ok } from "node:assert/strict";

const PROGRAM = new URL("../testing/full_disk.ts", import.meta.url).pathname;

Deno.test("BatchedPredictionLog survives a full disk, dropping only what does not fit", async () => {
  const directory = await Deno.makeTempDir();
  // A file system of 160 MiB in a namespace of the test's own: an empty database takes a third.
  const mount = 'mount -t tmpfs -o size=160m tmpfs "$TMPDIR" && exec deno run --quiet "$@"';
  const { code, stdout, stderr } = await new Deno.Command("unshare", {
    args: [
      "--user",
      "--map-root-user",
      "--mount",
      "sh",
      "-c",
      mount,
      "sh",
      "--allow-read",
      "--allow-write",
      "--allow-env",
      "--allow-sys=uid",
      "--allow-run",
      "--allow-net=127.0.0.1",
      PROGRAM,
      "2",
    ],
    env: { TMPDIR: directory },
  }).output();
  await Deno.remove(directory);
  equal(code, 0, new TextDecoder().decode(stderr));
  const account = JSON.parse(new TextDecoder().decode(stdout));
  match(account.reason, /SQLSTATE 53100/);
  ok(account.failedWrites > 0 && account.dropped > 0);
  equal(account.duplicates, 0);
  equal(account.recorded, account.inLog + account.dropped);
});
