/**
 * The guide's commands, and which of them are not typed as they stand on the test cluster.
 *
 * @module
 */

/** Both languages; the commands are the same. */
export const GUIDES = ["docs/workshop.md", "docs/workshop.en.md"] as const;

/** A command of the guide. */
export interface GuideCommand {
  /** The line, without the comment behind it. */
  readonly line: string;
  /** What the comment behind it says. */
  readonly comment: string;
}

/** What stands between two headings. */
export interface GuideSection {
  /** Its heading. */
  readonly title: string;
  /** Lines of its blocks, in order. */
  readonly typed: readonly GuideCommand[];
  /** Commands that its sentences name. */
  readonly named: readonly string[];
}

/** A command that is not typed as it stands. */
export interface Elsewhere {
  /** Why not. */
  readonly why: string;
  /** What is typed in its place. */
  readonly instead?: string;
  /** The test that runs it. */
  readonly test?: string;
}

const ROOT = new URL("../../", import.meta.url);

/** Where images go on the test cluster. */
const REGISTRY = Deno.env.get("E2E_REGISTRY") ?? "localhost:5001";

const NO_MINIKUBE = "the test cluster stands in for minikube";
const NEEDS_START = "it needs no cluster, but the stack of deno task start";
const LOCAL = { why: NEEDS_START, test: "lab/local_exercises_integration_test.ts" };

/** Commands of the guide that the student on the test cluster does not type as they stand. */
export const ELSEWHERE: Readonly<Record<string, Elsewhere>> = {
  "minikube start --cpus 4 --memory 8g --cni calico": {
    why: NO_MINIKUBE,
    instead: "kubectl get nodes",
  },
  "minikube addons enable metrics-server": {
    why: NO_MINIKUBE,
    instead: "kubectl get apiservice v1beta1.metrics.k8s.io",
  },
  "minikube addons enable ingress": {
    why: NO_MINIKUBE,
    instead: "kubectl get ingressclass",
  },
  "deno task deploy --minikube minikube --install-knative": {
    why: `${NO_MINIKUBE}, and has Knative`,
    instead: `deno task deploy --registry ${REGISTRY}`,
  },
  "deno task undeploy": {
    why: "nobody is there to say yes",
    instead: "deno task undeploy --yes",
  },
  "deno task lab solution 1": {
    why: "nobody is there to say yes",
    instead: "deno task lab solution 1 --yes",
  },
  "npx -y deno@2.9.6": { why: "the same Deno as without npx", instead: "deno --version" },
  "deno task start": {
    why: "it needs no cluster",
    test: "local/stack_integration_test.ts",
  },
  "deno task open": { why: "nobody looks at a browser", test: "knative/deploy/show_test.ts" },
  "deno task open docs": { why: "nobody looks at a browser", test: "knative/deploy/show_test.ts" },
  "deno task backup": {
    why: "it takes the whole stack",
    test: "knative/e2e/backup_e2e.ts",
  },
  "deno task restore": {
    why: "it takes the whole stack",
    test: "knative/e2e/backup_e2e.ts",
  },
  "deno task lab break 12": {
    why: "the automatic student breaks it in each way there is",
    test: "lab/e2e/lab_e2e.ts",
  },
  "deno task lab start 10 --local": {
    ...LOCAL,
    why: "it needs no cluster",
  },
  "deno task lab start 18 --local": LOCAL,
  "deno task lab start 19 --local": LOCAL,
  "deno task lab start 20 --local": LOCAL,
  "python lab/work/3/train.py": {
    why: "it needs MLflow for Python",
    test: "lab/python_programs_reference_test.ts",
  },
  "deno task secrets:seal": {
    why: "it makes production's Secrets, in the repository",
    test: "knative/overlays/production/seal_secrets_test.ts",
  },
  "deno task deploy --canary": {
    why: "it takes the whole stack under load",
    test: "knative/e2e/canary_e2e.ts",
  },
  "deno task e2e:network-policies": {
    why: "a test itself",
    test: "knative/e2e/network_policies_e2e.ts",
  },
  "deno task check:manifests": {
    why: "it needs no cluster",
    test: "knative/manifests/linters_test.ts",
  },
};

/**
 * Reads the guide.
 *
 * @param path From the repository's folder.
 * @returns Its sections that have commands, in order.
 */
export async function readGuide(path: string): Promise<GuideSection[]> {
  const text = await Deno.readTextFile(new URL(path, ROOT));
  return text.split(/^## /m).slice(1).map((section) => {
    const blocks = [...section.matchAll(/```bash\n([\s\S]*?)```/g)];
    const typed = blocks.flatMap(([, block = ""]) => block.trim().split("\n")).map((text) => {
      const [line = "", comment = ""] = text.split(/ +# /);
      return { line: line.trim(), comment };
    });
    const sentences = section.replaceAll(/```bash\n[\s\S]*?```/g, "");
    const named = [
      ...sentences.matchAll(/`((?:deno task|npx|kubectl|python|k6|minikube|docker) [^`]+)`/g),
    ]
      .map(([, line = ""]) => line.replaceAll(/\s+/g, " "));
    return { title: section.slice(0, section.indexOf("\n")), typed, named };
  }).filter(({ typed, named }) => typed.length > 0 || named.length > 0);
}
