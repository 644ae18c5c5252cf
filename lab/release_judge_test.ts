import { deepEqual, equal, match } from "node:assert/strict";

const JUDGE = new URL("exercises/16-release/files/judge.ts", import.meta.url);

/** What a pod says that has answered so many predictions. */
function metrics(answered: number): string {
  const labels = 'route="/predict",status="200"';
  const within = [0.05, "+Inf"].map((le) =>
    `predict_request_duration_seconds_bucket{route="/predict",le="${le}"} ${answered}`
  );
  return [`predict_requests_total{${labels}} ${answered}`, ...within].join("\n");
}

/** Runs the judge in a folder of its own, where kubectl is a script. */
async function judge(kubectl: string) {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.copyFile(JUDGE, `${folder}/judge.ts`);
    await Deno.writeTextFile(`${folder}/kubectl`, `#!/bin/sh\ncd ${folder}\n${kubectl}\n`);
    await Deno.chmod(`${folder}/kubectl`, 0o755);
    const rights = ["--allow-run=kubectl", "--allow-write"];
    const command = new Deno.Command(Deno.execPath(), {
      args: ["run", "--no-config", "--no-check", ...rights, "judge.ts", "lab-16", "old", "new"],
      cwd: folder,
      env: { PATH: `${folder}:${Deno.env.get("PATH")}`, NO_COLOR: "1" },
    });
    const { code, stdout, stderr } = await command.output();
    const said = new TextDecoder();
    const decision = code === 0 ? await Deno.readTextFile(`${folder}/decision.json`) : "null";
    return {
      code,
      printed: said.decode(stdout).trim().split("\n"),
      complained: said.decode(stderr).trim(),
      decision: JSON.parse(decision),
    };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("exercise 16: the judge waits for a pod that has no address yet", async () => {
  const { code, printed, decision } = await judge(`
case "$*" in
  *revision=*) echo pod/\${4##*=} ;;
  *pods/old*) printf '%s' '${metrics(900)}' ;;
  *) [ -e asked ] && printf '%s' '${metrics(60)}' && exit
     touch asked; echo 'Error from server (BadRequest): address not allowed' >&2; exit 1 ;;
esac`);
  equal(code, 0);
  deepEqual(printed.map((line) => line.split(" (")[0]), ["new: wait", "new: go"]);
  equal(decision.answered, 60);
});

Deno.test("exercise 16: what the judge may not ask is said in the cluster's words alone", async () => {
  const { code, complained } = await judge("echo 'Error from server (Forbidden): no' >&2; exit 1");
  equal(code, 1);
  match(complained, /^Error from server \(Forbidden\): no$/);
});
