import type { Forward, LiveObject } from "../../knative/checklist/cluster.ts";

/** Where an exercise can be done: on a cluster, or on the stack that `deno task start` runs here. */
export type PlaceKind = "cluster" | "local";

/**
 * Where a learner works, as exercises see it: the objects of a namespace of a cluster, or the stack on
 * this machine, and the files beside it.
 */
export interface Place {
  /** Which of the two. */
  readonly kind: PlaceKind;
  /** The learner's namespace for this exercise. */
  readonly namespace: string;
  /** Folder of the learner's files. */
  readonly work: string;
  /**
   * Tells where something is on this machine, for the lines that a learner types; on a cluster they need none.
   *
   * @param name A Service's name, or `database`.
   * @returns Its address; `undefined` for what is not here.
   * @throws {NoStackError} If the stack that has it does not run.
   */
  addressOf?(name: string): string | undefined;
  /**
   * Reads objects of the namespace.
   *
   * @param resource Kind as kubectl takes it.
   * @param rest Names or selectors.
   * @returns The objects; none if there are none.
   */
  objects(resource: string, rest?: readonly string[]): Promise<readonly LiveObject[]>;
  /**
   * Reads one object of the namespace.
   *
   * @param resource Kind as kubectl takes it.
   * @returns The object.
   * @throws {LabFault} If it does not exist.
   */
  object(resource: string, name: string): Promise<LiveObject>;
  /**
   * Calls kubectl for the namespace.
   *
   * @param args Its arguments.
   * @param input Text for its standard input, if any.
   * @returns Its standard output.
   * @throws {Error} If it fails, with what it said.
   */
  kubectl(args: readonly string[], input?: string): Promise<string>;
  /**
   * Runs a program in a pod.
   *
   * @param target `deployment/NAME` or `pod/NAME`.
   * @param command Program and arguments.
   * @returns Its standard output.
   * @throws {Error} If it fails, with what it said.
   */
  exec(target: string, command: readonly string[]): Promise<string>;
  /**
   * Opens a way to a Service; the caller closes it.
   *
   * @param service Its name, on one machine too.
   * @param port Its port.
   */
  forward(service: string, port: number): Promise<Forward>;
  /**
   * Reads one of the learner's files.
   *
   * @param name Its path in the learner's folder.
   * @throws {LabFault} If it is not there.
   */
  file(name: string): Promise<string>;
}
