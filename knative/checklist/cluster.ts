/**
 * What the checks ask of the cluster, in the terms of the checks: objects of the stack's namespace, a
 * program inside a pod, an address on this machine that leads to a Service.
 *
 * @module
 */
import { Kubectl } from "../deploy/cluster/kubectl.ts";
import type { KubernetesObject } from "../deploy/cluster/kubernetes_object.ts";
import { secretValues } from "../deploy/cluster/secret_values.ts";
import { fail } from "./check.ts";

/** An object with the fields that checks look at. */
export interface LiveObject extends KubernetesObject {
  /** What is wanted. */
  readonly spec: Readonly<Record<string, unknown>>;
  /** What is. */
  readonly status: Readonly<Record<string, unknown>>;
}

/** A way from this machine to a Service; ends with the block that declares it. */
export interface Forward extends AsyncDisposable {
  /** Address on this machine, without a final slash. */
  readonly url: string;
}

/** Opens a way to a Service's port. */
export type OpenForward = (service: string, port: number) => Promise<Forward>;

/** The stack's namespace of one cluster. */
export class Cluster {
  /** Name of the namespace. */
  readonly namespace: string;
  /** Calls kubectl for the cluster. */
  readonly kubectl: Kubectl;
  /** How long pods that are still coming are waited for, in ms. */
  readonly patienceMs: number;
  readonly #forward: OpenForward;

  /**
   * Prepares; nothing is asked yet.
   *
   * @param kubectl Calls kubectl.
   * @param options The namespace, and what opens a way to a Service; `patienceMs` is how long pods that are
   * still coming are waited for, not at all unless it is said.
   */
  constructor(
    kubectl: Kubectl,
    options: { namespace: string; forward: OpenForward; patienceMs?: number },
  ) {
    this.kubectl = kubectl;
    this.namespace = options.namespace;
    this.patienceMs = options.patienceMs ?? 0;
    this.#forward = options.forward;
  }

  /**
   * Reads one object.
   *
   * @param resource Kind as kubectl takes it.
   * @returns The object.
   * @throws {Error} If it does not exist.
   */
  async object(resource: string, name: string): Promise<LiveObject> {
    const [object] = await this.objects(resource, [name]);
    return object ?? fail("it does not exist");
  }

  /**
   * Reads objects.
   *
   * @param resource Kind as kubectl takes it.
   * @param rest Names or selectors.
   * @returns The objects; none if there are none.
   */
  async objects(resource: string, rest: readonly string[] = []): Promise<LiveObject[]> {
    const args = [resource, ...rest, `--namespace=${this.namespace}`];
    const objects = await this.kubectl.objects(`read ${resource}`, args);
    return objects.map((object) => ({
      ...object,
      spec: (object["spec"] ?? {}) as Record<string, unknown>,
      status: (object["status"] ?? {}) as Record<string, unknown>,
    }));
  }

  /**
   * Runs a program in a pod of a Deployment.
   *
   * @param deployment Its name.
   * @param command Program and arguments.
   * @returns Its standard output.
   * @throws {Error} If it fails, with what it said.
   */
  exec(deployment: string, command: readonly string[]): Promise<string> {
    const target = [`deployment/${deployment}`, `--namespace=${this.namespace}`];
    return this.kubectl.text(`run ${command[0]}`, ["exec", ...target, "--", ...command]);
  }

  /**
   * Calls kubectl for the namespace.
   *
   * @param args Its arguments.
   * @returns Its standard output.
   * @throws {Error} If it fails, with what it said.
   */
  text(args: readonly string[]): Promise<string> {
    return this.kubectl.text(`run kubectl ${args[0]}`, [...args, `--namespace=${this.namespace}`]);
  }

  /**
   * Reads the API key of one who has one, where rights are on: they are off where there is no such Secret.
   *
   * @param holder Name of the key.
   * @returns The key, or `undefined`.
   */
  async keyOf(holder: string): Promise<string | undefined> {
    const [secret] = await this.objects("secrets", [`key-${holder}`]);
    return secretValues(secret)["API_KEY"];
  }

  /**
   * Makes the headers by which a request is let in.
   *
   * @param holder Name of the key.
   * @returns `Authorization`; nothing where rights are off.
   */
  async credentialsOf(holder: string): Promise<Record<string, string>> {
    const key = await this.keyOf(holder);
    return key === undefined ? {} : { authorization: `Bearer ${key}` };
  }

  /**
   * Opens a way to a Service or a pod.
   *
   * @param service Name of the Service, or `pod/NAME`.
   * @returns The way, to be closed by the caller.
   */
  forward(service: string, port: number): Promise<Forward> {
    return this.#forward(service, port);
  }
}
