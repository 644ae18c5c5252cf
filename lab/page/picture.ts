/**
 * A picture of a namespace: its objects, what leads to what, and whether each is ready. Objects in, SVG
 * out; nothing is asked here.
 *
 * @module
 */
import type { LiveObject } from "../../knative/checklist/cluster.ts";
import { isReady } from "../../knative/checklist/workload.ts";
import { conditionOf } from "../../knative/deploy/cluster/condition.ts";
import { type Edge, edgesOf } from "./edges.ts";

/** Kinds that are drawn, by column from the left. */
const COLUMNS: readonly (readonly string[])[] = [
  ["Ingress", "HorizontalPodAutoscaler", "KnativeService", "CronJob", "NetworkPolicy"],
  ["Service", "Revision", "Deployment", "Job", "Certificate", "SealedSecret"],
  ["Pod"],
  ["Secret", "ConfigMap", "PersistentVolumeClaim"],
];

const WIDTH = 210;
const HEIGHT = 40;
const GAP_X = 90;
const GAP_Y = 14;
const MARGIN = 12;

/** An object in the picture. */
interface Drawn {
  readonly object: LiveObject;
  readonly kind: string;
  readonly x: number;
  readonly y: number;
}

/** Words of the picture. */
export interface PictureTexts {
  readonly ready: string;
  readonly notReady: string;
}

/**
 * Draws a namespace.
 *
 * @param objects Everything in it that may be drawn.
 * @param texts Words for readers that hear the picture.
 * @returns An SVG element; empty if there is nothing to draw.
 */
export function drawPicture(objects: readonly LiveObject[], texts: PictureTexts): string {
  const drawn = place(objects.filter(isDrawn));
  if (drawn.length === 0) return "";
  const width = COLUMNS.length * (WIDTH + GAP_X) - GAP_X + 2 * MARGIN;
  const height = Math.max(...drawn.map(({ y }) => y)) + HEIGHT + MARGIN;
  const arrows = edgesOf(drawn.map(({ object }) => object)).map((edge) => drawArrow(edge, drawn));
  const boxes = drawn.map((it) => drawBox(it, texts));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" ` +
    `width="${width}" height="${height}"><defs><marker id="head" viewBox="0 0 8 8" refX="7" refY="4" ` +
    `markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0 8 4 0 8z"/></marker></defs>` +
    `${arrows.join("")}${boxes.join("")}</svg>`;
}

/** What Knative and Kubernetes make for themselves would hide what the learner made. */
function isDrawn(object: LiveObject): boolean {
  const { metadata, kind } = object;
  const owners = (metadata.ownerReferences ?? []).map((owner) => owner.kind);
  if (kind === "Pod") {
    return !("deletionTimestamp" in metadata) && object.status["phase"] !== "Succeeded";
  }
  if (kind === "Deployment" || kind === "Service") {
    return !owners.some((owner) =>
      owner === "Revision" || owner === "Route" || owner === "Service"
    );
  }
  if (kind === "ConfigMap") return metadata.name !== "kube-root-ca.crt";
  return COLUMNS.some((kinds) => kinds.includes(kindOf(object)));
}

/**
 * Names the kind of an object; a Knative Service is none of Kubernetes' Services.
 */
export function kindOf({ kind, apiVersion }: LiveObject): string {
  return kind === "Service" && apiVersion?.startsWith("serving.knative.dev")
    ? "KnativeService"
    : kind;
}

function place(objects: readonly LiveObject[]): Drawn[] {
  return COLUMNS.flatMap((kinds, column) =>
    objects.filter((object) => kinds.includes(kindOf(object)))
      .toSorted((a, b) =>
        kinds.indexOf(kindOf(a)) - kinds.indexOf(kindOf(b)) ||
        (a.metadata.name < b.metadata.name ? -1 : 1)
      )
      .map((object, row) => ({
        object,
        kind: kindOf(object),
        x: MARGIN + column * (WIDTH + GAP_X),
        y: MARGIN + row * (HEIGHT + GAP_Y),
      }))
  );
}

/** Whether an object is ready; `undefined` of one that cannot be. */
function stateOf(object: LiveObject): boolean | undefined {
  const { status, spec } = object;
  switch (kindOf(object)) {
    case "Pod":
    case "KnativeService":
    case "Revision":
    case "Certificate":
      return isReady(object);
    case "SealedSecret":
      return conditionOf(object, "Synced")?.status === "True";
    case "CronJob":
      return spec["suspend"] !== true;
    case "Deployment":
      return Number(status["readyReplicas"] ?? 0) >= Number(spec["replicas"] ?? 1);
    case "PersistentVolumeClaim":
      return status["phase"] === "Bound";
    case "Job":
      return status["failed"] === undefined || status["succeeded"] !== undefined;
    case "HorizontalPodAutoscaler":
      return Array.isArray(status["currentMetrics"]);
  }
}

function drawBox({ object, kind, x, y }: Drawn, texts: PictureTexts): string {
  const state = stateOf(object);
  const [look, told] = state === undefined
    ? ["plain", ""]
    : state
    ? ["ready", ` ✓`]
    : ["waiting", ` ✗`];
  const spoken = state === undefined ? "" : `: ${state ? texts.ready : texts.notReady}`;
  const { name } = object.metadata;
  return `<g class="${look}"><title>${escaped(`${kind} ${name}${spoken}`)}</title>` +
    `<rect x="${x}" y="${y}" width="${WIDTH}" height="${HEIGHT}" rx="6"/>` +
    `<text x="${x + 10}" y="${y + 16}" class="kind">${kind}${told}</text>` +
    `<text x="${x + 10}" y="${y + 32}">${escaped(shortened(name))}</text></g>`;
}

function drawArrow({ from, to, isClosing }: Edge, drawn: readonly Drawn[]): string {
  const [a, b] = [from, to].map((object) => drawn.find((it) => it.object === object)!);
  const isBackwards = a!.x > b!.x;
  const [x1, x2] = isBackwards ? [a!.x, b!.x + WIDTH] : [a!.x + WIDTH, b!.x];
  const [y1, y2] = [a!.y + HEIGHT / 2, b!.y + HEIGHT / 2];
  const bend = a!.x === b!.x ? 40 : (x2 - x1) / 2;
  const [sx, ex] = a!.x === b!.x ? [a!.x + WIDTH, b!.x + WIDTH] : [x1, x2];
  const path = a!.x === b!.x
    ? `M${sx} ${y1}C${sx + bend} ${y1} ${ex + bend} ${y2} ${ex} ${y2}`
    : `M${sx} ${y1}C${sx + bend} ${y1} ${ex - bend} ${y2} ${ex} ${y2}`;
  return `<path class="${
    isClosing ? "arrow closing" : "arrow"
  }" d="${path}" marker-end="url(#head)"/>`;
}

/** About as many letters as a box is wide. */
const LETTERS = 28;

/** The end of a pod's name tells pods apart. */
function shortened(name: string): string {
  if (name.length <= LETTERS) return name;
  return `${name.slice(0, LETTERS - 9)}…${name.slice(-8)}`;
}

/**
 * Makes a text fit for HTML.
 */
export function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
