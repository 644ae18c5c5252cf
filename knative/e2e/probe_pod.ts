/**
 * Pods that try connections: each has the labels of one component of the stack, so that the network
 * policies treat it as that component, and none of the labels by which Services find their pods.
 *
 * @module
 */
import { kubectl, until } from "./stack.ts";

/** Something to connect to: a name for the report, and `host:port`. */
export interface Target {
  /** Name, e.g. `mlflow node port`. */
  readonly name: string;
  /** Where it listens. */
  readonly address: string;
}

/** How long a connection may take to open, in ms; inside one node it takes under 10. */
const CONNECT_MS = 3_000;

/** Prints the names of the targets that accept a connection, as JSON. */
const TRY = `
const targets = JSON.parse(Deno.args[0]);
const isOpen = async ({ address }) => {
  const at = address.lastIndexOf(":");
  const opened = Deno.connect({ hostname: address.slice(0, at), port: Number(address.slice(at + 1)) })
    .then((connection) => { connection.close(); return true; }, () => false);
  return await Promise.race([opened, new Promise((resolve) => setTimeout(resolve, ${CONNECT_MS}, false))]);
};
const open = await Promise.all(targets.map(isOpen));
console.log(JSON.stringify(targets.filter((_, at) => open[at]).map(({ name }) => name)));
Deno.exit(0);
`;

/** Answers every request, so that a way to it can be seen to be open. */
const LISTEN = `Deno.serve({ port: 8080 }, () => new Response("here"));`;

/** A running pod; deleted by the block that declares it. */
export class ProbePod implements AsyncDisposable {
  readonly #name: string;
  readonly #namespace: string;

  private constructor(name: string, namespace: string) {
    this.#name = name;
    this.#namespace = namespace;
  }

  /**
   * Starts a pod and waits until it runs.
   *
   * @param options Its namespace and labels.
   * @returns The pod.
   */
  static async start(
    name: string,
    { namespace, labels }: { namespace: string; labels: Readonly<Record<string, string>> },
  ): Promise<ProbePod> {
    const pod = podManifest(name, { namespace, labels });
    await kubectl.text("start a probe", ["apply", "--filename=-"], JSON.stringify(pod));
    const probe = new ProbePod(name, namespace);
    await until(`pod ${name} to run`, {
      seconds: 120,
      look: async () => (await probe.#status())["podIP"],
    });
    return probe;
  }

  /**
   * Finds the pod's address.
   *
   * @returns Its IP address.
   */
  async address(): Promise<string> {
    return (await this.#status())["podIP"] ?? "";
  }

  /**
   * Tries to connect to targets, all at once.
   *
   * @returns Names of those that accepted, in their order.
   */
  async open(targets: readonly Target[]): Promise<string[]> {
    const command = ["deno", "eval", "--no-config", TRY, JSON.stringify(targets)];
    return JSON.parse(
      await kubectl.text("try connections", [
        "exec",
        this.#name,
        `--namespace=${this.#namespace}`,
        "--",
        ...command,
      ]),
    );
  }

  async #status(): Promise<Record<string, string>> {
    const args = ["pods", this.#name, `--namespace=${this.#namespace}`];
    const [pod] = await kubectl.objects("look at a probe", args);
    const status = (pod?.["status"] ?? {}) as Record<string, unknown>;
    return status["phase"] === "Running" ? status as Record<string, string> : {};
  }

  /** Deletes the pod. */
  async [Symbol.asyncDispose](): Promise<void> {
    await kubectl.text("delete a probe", [
      "delete",
      "pod",
      this.#name,
      `--namespace=${this.#namespace}`,
      "--grace-period=0",
      "--force",
      "--wait=false",
    ]);
  }
}

function podManifest(
  name: string,
  { namespace, labels }: { namespace: string; labels: Readonly<Record<string, string>> },
): unknown {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace, labels },
    spec: {
      restartPolicy: "Never",
      automountServiceAccountToken: false,
      securityContext: {
        runAsNonRoot: true,
        runAsUser: 1993,
        seccompProfile: { type: "RuntimeDefault" },
      },
      containers: [{
        name: "probe",
        image: "denoland/deno:2.9.6",
        args: ["eval", "--no-config", LISTEN],
        env: [{ name: "DENO_DIR", value: "/tmp/deno" }],
        resources: {
          requests: { cpu: "5m", memory: "32Mi" },
          limits: { cpu: "500m", memory: "128Mi" },
        },
        securityContext: {
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ["ALL"] },
        },
        volumeMounts: [{ name: "tmp", mountPath: "/tmp" }],
      }],
      volumes: [{ name: "tmp", emptyDir: {} }],
    },
  };
}
