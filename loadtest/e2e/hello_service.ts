/**
 * The Knative Service that does nothing, from the test cluster's own examples: what a first answer from
 * zero costs at least.
 *
 * @module
 */
import { countPods, untilZero } from "./knative_service.ts";
import { kubectl, until } from "../../knative/e2e/stack.ts";

const NAMESPACE = "mlops-e2e-hello";

const EXAMPLES = new URL("../../../shared/cluster/examples/", import.meta.url).pathname;

/** The running service; deleted with its namespace by the block that declares it. */
export class HelloService implements AsyncDisposable {
  /** Host name that the ingress routes by. */
  readonly host: string;

  private constructor(host: string) {
    this.host = host;
  }

  /**
   * Builds its image, applies it and waits until it is ready.
   *
   * @returns The service.
   */
  static async start(): Promise<HelloService> {
    const namespace = {
      apiVersion: "v1",
      kind: "Namespace",
      metadata: {
        name: NAMESPACE,
        labels: { "pod-security.kubernetes.io/enforce": "restricted" },
      },
    };
    await using started = new AsyncDisposableStack();
    started.defer(removeNamespace);
    await kubectl.text("prepare", ["apply", "--filename=-"], JSON.stringify(namespace));
    const manifest = (await Deno.readTextFile(`${EXAMPLES}knative.yaml`))
      .replaceAll("@IMAGE@", await pushImage());
    const args = ["apply", `--namespace=${NAMESPACE}`, "--filename=-"];
    await kubectl.text("apply the hello service", args, manifest);
    const host = await until("the hello service to be ready", {
      seconds: 120,
      look: async () => {
        const [service] = await kubectl.objects("look at the hello service", [
          "services.serving.knative.dev",
          "hello-kn",
          `--namespace=${NAMESPACE}`,
        ]);
        const status = (service?.["status"] ?? {}) as {
          url?: string;
          conditions?: { type: string; status: string }[];
        };
        const isReady = status.conditions?.some(({ type, status }) =>
          type === "Ready" && status === "True"
        );
        return isReady && status.url !== undefined ? new URL(status.url).host : undefined;
      },
    });
    // It is there: its namespace goes with it, and not with the end of this function.
    started.move();
    return new HelloService(host);
  }

  /** Waits until it has no pod. */
  async untilZero(): Promise<void> {
    if ((await countPods("hello-kn", NAMESPACE)).all > 0) await untilZero("hello-kn", NAMESPACE);
  }

  /** Deletes it. */
  async [Symbol.asyncDispose](): Promise<void> {
    await removeNamespace();
  }
}

async function removeNamespace(): Promise<void> {
  const args = ["delete", "namespace", NAMESPACE, "--wait=false", "--ignore-not-found"];
  await kubectl.text("clean up", args);
}

async function pushImage(): Promise<string> {
  const imagetool = `${Deno.env.get("HOME")}/.cache/test-cluster/bin/imagetool`;
  const { success, stdout, stderr } = await new Deno.Command(imagetool, {
    args: [
      "push",
      "-base",
      "localhost:5001/docker.io/denoland/deno:2.9.6",
      "-file",
      `${EXAMPLES}hello.ts:/app/hello.ts:644`,
      "-user",
      "1993",
      "-cmd",
      '["run","--allow-net","--allow-env","/app/hello.ts"]',
      "-ref",
      "localhost:5001/hello:1",
    ],
  }).output();
  const decoder = new TextDecoder();
  if (!success) throw new Error(`Cannot push the hello image: ${decoder.decode(stderr)}`);
  return decoder.decode(stdout).trim();
}
