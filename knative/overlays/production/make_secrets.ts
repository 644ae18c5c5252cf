// deno-lint-ignore-file no-console -- a command line program
/**
 * Makes production's Secrets on the cluster, with random values that are never printed and exist
 * nowhere else. One that is there already is left as it is, so running it again is safe.
 *
 * Usage: deno task secrets:production [--context NAME] [--rotate SECRET,...]
 *
 * The key of a bucket for backups is somebody else's: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, where
 * they are set, become the Secret `s3-credentials`.
 *
 * @module
 */

import { tellUsage } from "@mlops/processes/tell_usage";
import { kubectlOf, kubectlStore, REAL_RANDOMNESS } from "./live_secrets.ts";
import { givenSecrets, makeSecrets } from "./production_secrets.ts";
import { readFlags } from "./read_flags.ts";

if (import.meta.main) {
  const values = readFlags(Deno.args, ["context", "rotate"]);
  tellUsage(
    "Usage: deno task secrets:production [--context NAME] [--rotate SECRET,...]",
    values !== null,
  );
  const kubectl = kubectlOf(values!.context);
  const rotated = new Set(values!.rotate?.split(",") ?? []);
  const namespace = new URL("../../../k8s/namespace", import.meta.url).pathname;
  try {
    const args = ["apply", "--server-side", `--kustomize=${namespace}`];
    await kubectl.text("make production's namespace", args);
    const given = givenSecrets((name) => Deno.env.get(name));
    const options = { rotated, given };
    const lines = await makeSecrets(kubectlStore(kubectl), REAL_RANDOMNESS, options);
    for (const line of lines) console.log(line);
    if (rotated.size > 0) console.log("Deploy now: that sets them and starts their readers anew");
  } catch (error) {
    console.error((error as Error).message);
    Deno.exit(1);
  }
}
