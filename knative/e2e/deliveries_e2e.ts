/**
 * What the workflows would run on a push to main, run in order on this machine: a clone of the
 * repository, the test cluster in the place of the environments', its registry in the place of GitHub's.
 *
 * Run with the test cluster up, Contour and cert-manager on it, and KUBECONFIG set: `deno task e2e:deliveries`.
 * It begins by removing a stack that is there, with its volumes, and ends so.
 *
 * @module
 */
import { deepEqual, equal, match, ok } from "node:assert/strict";
import { makeKeyPair, openEnvelope, parsePublicKeys } from "@mlops/signing";
import { referenceTest } from "@mlops/testing/reference";
import { parse } from "yaml";
import { ENVELOPE_MEDIA_TYPE } from "../deploy/images/provenance.ts";
import { inOrder, type Step, type Tell } from "./steps.ts";
import { REGISTRY, runTask } from "./run_task.ts";
import { UNDEPLOY } from "./undeploy_step.ts";

const ROOT = new URL("../../", import.meta.url).pathname;

/** What a runner of GitHub's may and this machine not: sign in to its registry, write to its pages. */
const NOT_HERE = new Set(["Sign in to the registry", "Publish", "Comment"]);

/** A step as a workflow writes it. */
interface JobStep {
  readonly name?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
}

interface Job {
  readonly steps?: readonly JobStep[];
}

interface Workflow {
  readonly env?: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

async function workflow(name: string): Promise<Workflow> {
  return parse(await Deno.readTextFile(`${ROOT}.github/workflows/${name}.yaml`));
}

async function run(program: string, args: readonly string[], cwd: string): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(program, { args: [...args], cwd })
    .output();
  const decoder = new TextDecoder();
  ok(success, decoder.decode(stderr));
  return decoder.decode(stdout).trim();
}

/** Runs the steps of a job as GitHub does: a shell for each, with what `${{ }}` stands for filled in. */
async function runJob(
  { env = {}, jobs }: Workflow,
  { job, cwd, home, values, tell }: Omit<Runner, "commit" | "publicKey"> & {
    readonly job: string;
    readonly tell: Tell;
  },
): Promise<string[]> {
  const filled = (text: string) =>
    text.replaceAll(/\$\{\{ *([\w.]+) *\}\}/g, (_, name: string) => values[name] ?? "");
  const steps = jobs[job]?.steps?.filter(({ run }) => run !== undefined) ?? [];
  const done: string[] = [];
  for (const { name, run: script = "", env: own = {} } of steps) {
    const title = name ?? script.split("\n")[0] ?? "";
    if (NOT_HERE.has(title)) continue;
    const begin = performance.now();
    const variables = Object.entries({ ...env, ...own }).map(([key, text]) => [key, filled(text)]);
    const { code, stdout, stderr } = await new Deno.Command("bash", {
      args: ["--noprofile", "--norc", "-eo", "pipefail", "-c", filled(script)],
      cwd,
      env: {
        ...Object.fromEntries(variables),
        REGISTRY: values["registry"] ?? "",
        OVERLAY: values["overlay"] ?? "",
        HOME: home,
        KUBECONFIG: `${home}/.kube/config`,
        "GITHUB_STEP_SUMMARY": `${home}/summary.md`,
        // Where packages are kept is no part of what is tried.
        DENO_DIR: values["denoDir"] ?? "",
      },
    }).output();
    const decoder = new TextDecoder();
    equal(code, 0, `${title}\n${decoder.decode(stdout)}${decoder.decode(stderr)}`);
    tell(`${title}: ${((performance.now() - begin) / 1_000).toFixed(1)} s`);
    done.push(title);
  }
  return done;
}

/** A clone of the repository, and what GitHub would know of it and hold for it. */
interface Runner {
  readonly cwd: string;
  readonly home: string;
  readonly values: Readonly<Record<string, string>>;
  readonly commit: string;
  /** By which signatures of images are checked. */
  readonly publicKey: string;
}

async function startRunner(folder: string): Promise<Runner> {
  const [cwd, home] = [`${folder}/clone`, `${folder}/home`];
  await Deno.mkdir(home);
  await run("git", ["clone", "--quiet", ROOT, cwd], folder);
  const commit = await run("git", ["rev-parse", "HEAD"], cwd);
  // What a pull request goes to, also where the checkout is of no branch.
  await run("git", ["update-ref", "refs/remotes/origin/base", "HEAD"], cwd);
  const { privateKey, publicKey } = await makeKeyPair();
  const { denoDir } = JSON.parse(await run("deno", ["info", "--json"], cwd));
  const values = {
    registry: `${REGISTRY}/delivered`,
    overlay: "production-small",
    denoDir,
    "github.sha": commit,
    "github.base_ref": "base",
    "github.repository": "owner/name",
    "github.server_url": "https://github.com",
    "secrets.IMAGE_KEY": privateKey,
    "secrets.KUBECONFIG": await Deno.readTextFile(Deno.env.get("KUBECONFIG") ?? ""),
  };
  return { cwd, home, values, commit, publicKey };
}

function deliverySteps(runner: Runner): Step[] {
  const { cwd, commit, publicKey } = runner;
  const steps = async (name: string, job: string, tell: Tell) =>
    await runJob(await workflow(name), { ...runner, job, tell });
  return [
    {
      id: "images",
      title: "images are built, pushed, signed and rendered",
      isNeeded: true,
      async run(tell) {
        deepEqual(await steps("deliver", "images", tell), [
          "npx -y deno@2.9.6 ci",
          "Build, push, attest and render",
        ]);
        const deployment = parse(await Deno.readTextFile(`${cwd}/rendered/deployment-ui.yaml`));
        equal(deployment.metadata.annotations["mlops.workshop/commit"], commit);
        const [image = ""] = deployment.spec.template.spec.containers.map(
          (container: { image: string }) => container.image,
        );
        const { predicate } = await attestation(image, publicKey);
        equal(predicate.buildDefinition.resolvedDependencies[0].digest.gitCommit, commit);
      },
    },
    {
      id: "environment",
      title: "an environment gets them, with its checklists",
      async run(tell) {
        await runTask(["secrets:production"]);
        deepEqual(await steps("deploy_to", "deploy", tell), [
          "npx -y deno@2.9.6 ci",
          "Sign in to the cluster",
          "Deploy",
          "Checklists",
        ]);
      },
    },
    {
      id: "release",
      title: "a release renders both overlays",
      async run(tell) {
        deepEqual(await steps("release", "release", tell), [
          "npx -y deno@2.9.6 ci",
          "Build, push, attest and render",
        ]);
        const packed = await run("tar", ["--list", "--file", "manifests.tar.gz"], cwd);
        for (const overlay of ["workshop", "production"]) {
          ok(packed.includes(`${overlay}/deployment-ui.yaml`), packed);
        }
      },
    },
    {
      id: "difference",
      title: "a pull request is told what it changes",
      async run(tell) {
        await run("sed", ["-i", "s/replicas: 2/replicas: 4/", "k8s/ui/deployment.yaml"], cwd);
        deepEqual(await steps("difference", "difference", tell), [
          "Render both sides",
          "Write the comment",
        ]);
        match(await Deno.readTextFile(`${runner.home}/summary.md`), /^\+ {2}replicas: 4$/m);
      },
    },
  ];
}

referenceTest("deliveries do what the workflows say, step by step", ["cluster"], async (t) => {
  const folder = await Deno.makeTempDir({ prefix: "delivery-" });
  try {
    await runTask(["undeploy", "--yes"]);
    await inOrder(t, [...deliverySteps(await startRunner(folder)), UNDEPLOY]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

/** The statement that is attached to an image, once its signature is found to be good. */
async function attestation(image: string, publicKey: string) {
  const [name = "", digest = ""] = image.split("@");
  const repository = name.slice(name.indexOf("/") + 1);
  const base = `http://${REGISTRY}/v2/${repository}`;
  const list = await fetch(`${base}/referrers/${digest}`);
  const index = list.ok
    ? await list.json()
    : await (await list.body?.cancel(), fetch(`${base}/manifests/${digest.replace(":", "-")}`))
      .then((response) => response.json());
  // Some registries list every artifact under the type of its configuration, so each is looked at.
  const manifests: { artifactType?: string; layers: [{ digest: string }] }[] = await Promise.all(
    index.manifests.map(async (listed: { digest: string }) => {
      const headers = { Accept: "application/vnd.oci.image.manifest.v1+json" };
      return await (await fetch(`${base}/manifests/${listed.digest}`, { headers })).json();
    }),
  );
  const manifest = manifests.findLast(({ artifactType }) => artifactType === ENVELOPE_MEDIA_TYPE);
  ok(manifest, `no provenance is attached to ${image}`);
  const envelope = await (await fetch(`${base}/blobs/${manifest.layers[0].digest}`)).bytes();
  const { payload } = await openEnvelope(envelope, await parsePublicKeys(publicKey));
  return JSON.parse(new TextDecoder().decode(payload));
}
