import { parseWords } from "@mlops/config/parse_words";
import { DEFAULT_NAMESPACE } from "./cluster/in_namespace.ts";

/** What the program shall do. */
export type CommandName =
  | "deploy"
  | "render"
  | "rollback"
  | "train"
  | "undeploy"
  | "logs"
  | "open"
  | "backup"
  | "backups"
  | "restore";

/** The command line, read. */
export interface Options {
  readonly command: CommandName;
  /** Part that logs or opening are about, or backup that is restored; `undefined` for the usual. */
  readonly part: string | undefined;
  readonly context: string | undefined;
  /** Namespace of the stack. */
  readonly namespace: string;
  readonly overlay: string;
  readonly registry: string | undefined;
  readonly kind: string | undefined;
  readonly minikube: string | undefined;
  readonly mirror: string | undefined;
  readonly layouts: string | undefined;
  /** Path or address of the table to train on, or `undefined`: the reference task's own. */
  readonly table: string | undefined;
  /** Column of it that is predicted. */
  readonly target: string | undefined;
  /** Flags of the training on it: what follows `--`. */
  readonly trainArgs: readonly string[];
  readonly installsKnative: boolean;
  /** Whether the nodes must have room for all pods before anything is changed. */
  readonly checksRoom: boolean;
  readonly timeoutMs: number;
  /** Folder that takes a rendering. */
  readonly out: string | undefined;
  /** Commit that a rendering comes from. */
  readonly commit: string | undefined;
  /** Address of the repository that the commit is of. */
  readonly source: string | undefined;
  /** File with the key that attests where images come from. */
  readonly imageKey: string | undefined;
  /** First share of the requests for a new Revision, in percent; `undefined` gives it all at once. */
  readonly canaryPercent: number | undefined;
  /** Point in time that is restored, or `undefined`: a backup is. */
  readonly to: string | undefined;
  /** Pods that share a training; 1 is a training of one. */
  readonly nShards: number;
  readonly isDryRun: boolean;
  readonly keepsVolumes: boolean;
  readonly removesKnative: boolean;
  readonly follows: boolean;
  readonly saysYes: boolean;
  readonly wantsHelp: boolean;
}

/** The command line cannot be understood. */
export class UsageError extends Error {
  /**
   * Describes the fault.
   *
   * @param message "Cannot … as …: …".
   * @param options Carries the `cause`, if any.
   */
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "UsageError";
  }
}

const COMMANDS: readonly CommandName[] = [
  "deploy",
  "render",
  "rollback",
  "train",
  "undeploy",
  "logs",
  "open",
  "backup",
  "backups",
  "restore",
];

/** Commands that take a word: a part of the stack, or a backup. */
const TAKE_A_WORD: readonly CommandName[] = ["logs", "open", "restore"];

/** A folder of `knative/overlays/`; one of one's own may lie there, too. */
const OVERLAY = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/**
 * Reads the command line.
 *
 * @param args The words after the program: a command and its options.
 * @returns What they say.
 * @throws {UsageError} If they cannot be understood.
 */
export function parseOptions(args: readonly string[]): Options {
  const end = args.indexOf("--");
  const trainArgs = end < 0 ? [] : args.slice(end + 1);
  const { values, positionals } = parse(end < 0 ? args : args.slice(0, end));
  const { command, part } = readCommand(positionals);
  requireOwnOptions(command, part, values);
  requireOneTarget(values);
  requireTable(command, values, trainArgs);
  const { registry } = values;
  return {
    command,
    part,
    context: values.context,
    namespace: readNamespace(values.namespace),
    overlay: readOverlay(values.overlay),
    registry: registry?.replace(/^https?:\/\//, "").replace(/\/+$/, ""),
    kind: values.kind,
    minikube: values.minikube,
    mirror: values.mirror,
    layouts: values.layouts,
    table: values.table,
    target: values.target,
    trainArgs,
    installsKnative: values["install-knative"] ?? false,
    checksRoom: !(values["no-room-check"] ?? false),
    timeoutMs: 1_000 * readSeconds(values.timeout),
    out: values.out,
    commit: values.commit,
    source: values.source,
    imageKey: values["image-key"],
    to: readMoment(values.to),
    nShards: readShards(values.shards),
    canaryPercent: readCanary(values.canary),
    isDryRun: values["dry-run"] ?? false,
    keepsVolumes: values["keep-volumes"] ?? false,
    removesKnative: values.knative ?? false,
    follows: values.follow ?? false,
    saysYes: values.yes ?? false,
    wantsHelp: values.help ?? false,
  };
}

type Values = ReturnType<typeof parse>["values"];

function readCommand(
  [name = "", part, ...rest]: readonly string[],
): Pick<Options, "command" | "part"> {
  const command = COMMANDS.find((it) => it === name);
  if (command === undefined || rest.length > 0) {
    throw fault(`the command must be one of ${COMMANDS.join(", ")}: is "${name}"`);
  }
  if (part !== undefined && !TAKE_A_WORD.includes(command)) {
    throw fault(`"${command}" takes options only: got "${part}"`);
  }
  return { command, part };
}

/** Refuses options that belong to another command, and a rendering without what it needs. */
function requireOwnOptions(command: CommandName, part: string | undefined, values: Values): void {
  if (values.shards !== undefined && command !== "train") {
    throw fault(`--shards is for train:cluster only: got it with "${command}"`);
  }
  if (values.canary !== undefined && command !== "deploy") {
    throw fault(`--canary is for deploy only: got it with "${command}"`);
  }
  if (values.to !== undefined && (command !== "restore" || part !== undefined)) {
    throw fault('--to TIME belongs to "restore", in the place of a backup\'s name');
  }
  const { out, commit, source, "image-key": imageKey, registry, help = false } = values;
  if (command !== "render" && [out, commit, source, imageKey].some((it) => it !== undefined)) {
    throw fault('--out, --commit, --source and --image-key belong to "render"');
  }
  if (command === "render" && !help && (out === undefined || registry === undefined)) {
    throw fault("render needs --registry HOST for the images and --out FOLDER for the files");
  }
}

function requireOneTarget({ registry, kind, minikube }: Values): void {
  if ([registry, kind, minikube].filter((target) => target !== undefined).length > 1) {
    throw fault("images go to one place: give one of --registry, --kind and --minikube");
  }
}

function requireTable(
  command: CommandName,
  { table, target }: Values,
  trainArgs: readonly string[],
): void {
  if ((table === undefined) !== (target === undefined)) {
    throw fault("--table FILE and --target COLUMN come together: one is missing");
  }
  if (table !== undefined && command !== "deploy") {
    throw fault(`--table belongs to "deploy": "${command}" goes on with what is deployed`);
  }
  if (trainArgs.length > 0 && table === undefined) {
    throw fault(`flags of the training after -- need --table FILE: got "${trainArgs.join(" ")}"`);
  }
}

function readOverlay(overlay = "workshop"): string {
  if (OVERLAY.test(overlay)) return overlay;
  throw fault(`--overlay must be a folder of knative/overlays: is "${overlay}"`);
}

function readSeconds(timeout = "600"): number {
  const seconds = Number(timeout);
  if (Number.isInteger(seconds) && seconds >= 1) return seconds;
  throw fault(`--timeout must be a whole number of seconds from 1: is "${timeout}"`);
}

function readShards(shards = "1"): number {
  const nShards = Number(shards);
  if (Number.isInteger(nShards) && nShards >= 1 && nShards <= 1_000) return nShards;
  throw fault(`--shards must be a whole number from 1 to 1000: is "${shards}"`);
}

function readCanary(canary: string | undefined): number | undefined {
  if (canary === undefined) return undefined;
  const percent = Number(canary);
  if (Number.isInteger(percent) && percent >= 1 && percent <= 50) return percent;
  throw fault(`--canary must be a whole number of percent from 1 to 50: is "${canary}"`);
}

function readMoment(to: string | undefined): string | undefined {
  if (to === undefined || to === "latest") return to;
  if (!Number.isNaN(Date.parse(to))) return new Date(to).toISOString();
  throw fault(`--to must be a moment as 2026-11-30T12:00:00Z, or "latest": is "${to}"`);
}

/** A label of a host name, as it is part of addresses; those of the cluster itself are not for a stack. */
function readNamespace(name = DEFAULT_NAMESPACE): string {
  if (/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(name) && !/^(kube|knative)-/.test(name)) {
    return name;
  }
  throw fault(
    "--namespace must be lower-case letters, digits and hyphens, at most 63, and none of the cluster's " +
      `own: is "${name}"`,
  );
}

function parse(args: readonly string[]) {
  const text = { type: "string" } as const;
  const flag = { type: "boolean" } as const;
  return parseWords({
    args: [...args],
    allowPositionals: true,
    options: {
      context: text,
      namespace: text,
      overlay: text,
      registry: text,
      kind: text,
      minikube: text,
      mirror: text,
      layouts: text,
      table: text,
      target: text,
      timeout: text,
      to: text,
      out: text,
      commit: text,
      source: text,
      "image-key": text,
      shards: text,
      canary: text,
      "install-knative": flag,
      "no-room-check": flag,
      "dry-run": flag,
      "keep-volumes": flag,
      knative: flag,
      follow: flag,
      yes: flag,
      help: flag,
    },
  }, fault);
}

function fault(reason: string, cause?: unknown): UsageError {
  const options = cause === undefined ? {} : { cause };
  return new UsageError(`Cannot understand the command line as ${reason}`, options);
}
