/**
 * Two linters that nobody here wrote, with their default checks, against the overlays as the deploy
 * task applies them. What they find must be exactly what `k8s/README.md` lists with reasons: nothing
 * more, and no reason that outlived its finding. Each is skipped, by name, where it is missing.
 */
import { deepEqual } from "node:assert/strict";
import { referenceTest } from "@mlops/testing/reference";
import { readExceptions } from "./exceptions.ts";
import { renderOverlay } from "./render_overlay.ts";

const ROOT = new URL("../../", import.meta.url).pathname;
const README = `${ROOT}k8s/README.md`;
const DIGEST = "@sha256:".padEnd(72, "0");

/** Those that differ in their objects, whatever an overlay of one's own is made of. */
const OVERLAYS = [
  "workshop",
  "production",
  "production-s3",
  "production-external-postgres",
] as const;

/** The overlays, with digests in images where the deploy task puts them, in a new folder. */
async function resolvedOverlays(): Promise<string> {
  const folder = await Deno.makeTempDir();
  for (const overlay of OVERLAYS) {
    const yaml = (await renderOverlay(overlay))
      .replaceAll(/dev\.local\/([\w/-]+):v1/g, `registry.example/$1${DIGEST}`);
    const resolved = overlay === "workshop"
      ? yaml
      : yaml.replaceAll("postgres:15", `docker.io/library/postgres:15${DIGEST}`);
    await Deno.writeTextFile(`${folder}/${overlay}.yaml`, resolved);
  }
  return folder;
}

async function printedBy(program: string, args: string[]): Promise<string> {
  const { stdout } = await new Deno.Command(program, { args, stdin: "null", stderr: "null" })
    .output();
  return new TextDecoder().decode(stdout);
}

async function acceptedOf(isOfLinter: (check: string) => boolean): Promise<string[]> {
  return readExceptions(await Deno.readTextFile(README)).filter(isOfLinter);
}

referenceTest("Checkov finds only what k8s/README.md accepts", ["python"], async () => {
  const folder = await resolvedOverlays();
  const args = ["--directory", folder, "--framework", "kubernetes", "--output", "json"];
  const report = JSON.parse(
    await printedBy(`${ROOT}.ci/checkov`, [...args, "--quiet", "--skip-download"]),
  );
  await Deno.remove(folder, { recursive: true });
  const found = report.results.failed_checks.map(
    (finding: { "check_id": string; resource: string }) => {
      const [kind, , name] = finding.resource.split(".");
      return `${finding.check_id} ${kind}/${name}`;
    },
  );
  deepEqual([...new Set(found)].toSorted(), await acceptedOf((line) => line.startsWith("CKV")));
});

const KUBE_LINTER = await hasKubeLinter();
const skipped = KUBE_LINTER ? "" : " [skipped: kube-linter is missing]";

async function hasKubeLinter(): Promise<boolean> {
  try {
    await new Deno.Command("kube-linter", { args: ["version"] }).output();
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

Deno.test({
  name: `kube-linter finds only what k8s/README.md accepts${skipped}`,
  ignore: !KUBE_LINTER,
  async fn() {
    const folder = await resolvedOverlays();
    const report = JSON.parse(await printedBy("kube-linter", ["lint", "--format=json", folder]));
    await Deno.remove(folder, { recursive: true });
    const found = (report.Reports ?? []).map(
      (finding: { Check: string; Object: { K8sObject: Record<string, unknown> } }) => {
        const { GroupVersionKind, Name } = finding.Object.K8sObject;
        return `${finding.Check} ${(GroupVersionKind as { Kind: string }).Kind}/${Name}`;
      },
    );
    deepEqual([...new Set(found)].toSorted(), await acceptedOf((line) => !line.startsWith("CKV")));
  },
});
