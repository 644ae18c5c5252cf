import type { LabDeps } from "../engine/deps.ts";
import type { Progress } from "../engine/progress.ts";
import { faultText } from "../engine/words.ts";
import { pageHtml } from "./page_html.ts";
import { drawPicture, escaped } from "./picture.ts";

/** Kinds that may be drawn. */
const KINDS = "deployments,jobs,cronjobs,pods,services,secrets,configmaps,persistentvolumeclaims," +
  "horizontalpodautoscalers,ingresses,networkpolicies";

/** Those that a cluster may not know; it answers with nothing at all if one of them is asked for with others. */
const INSTALLED_KINDS = [
  "services.serving.knative.dev,revisions.serving.knative.dev",
  "certificates.cert-manager.io",
  "sealedsecrets.bitnami.com",
];

/** Names of this machine; another one would be somebody else's page asking. */
const OWN_HOST = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

/**
 * Makes what answers the lab's page: `/` with the progress, `/picture` with the namespace as it is now.
 *
 * @returns A handler for requests of this machine.
 */
export function answerPage(deps: LabDeps): (request: Request) => Promise<Response> {
  const first = deps.exercises[0]?.number ?? 1;
  return async (request) => {
    const { pathname, searchParams } = new URL(request.url);
    if (!OWN_HOST.test(request.headers.get("host") ?? "")) {
      return new Response("this page is for this machine\n", { status: 421 });
    }
    const progress = await deps.work.readProgress().catch((error: unknown) =>
      faultText(error, deps.language)
    );
    if (typeof progress === "string") return html(`<p>${escaped(progress)}</p>`);
    const begun = Object.keys(progress.exercises).map(Number).toSorted((a, b) => b - a);
    const wanted = Number(searchParams.get("exercise") ?? begun[0] ?? first);
    const chosen = deps.exercises.some(({ number }) => number === wanted) ? wanted : first;
    if (pathname === "/") return html(pageHtml(deps, progress, chosen));
    if (pathname === "/picture") return html(await pictureOf(deps, progress, chosen));
    return new Response("not found\n", { status: 404 });
  };
}

async function pictureOf(
  { exercises, openPlace, texts }: LabDeps,
  progress: Progress,
  number: number,
): Promise<string> {
  const places = exercises.find((known) => known.number === number)?.exercise.places;
  if (
    progress.exercises[`${number}`]?.place === "local" || places?.includes("cluster") === false
  ) {
    return `<p>${escaped(texts.pageLocal)}</p>`;
  }
  const place = openPlace(number, "cluster");
  try {
    const [objects, ...others] = await Promise.all([
      place.objects(KINDS),
      ...INSTALLED_KINDS.map((kinds) => place.objects(kinds).catch(() => [])),
    ]);
    return drawPicture([...objects, ...others.flat()], texts) ||
      `<p>${escaped(texts.pageNothing)}</p>`;
  } catch {
    return `<p>${escaped(texts.pageUnreachable)}</p>`;
  }
}

function html(text: string): Response {
  return new Response(text, {
    headers: { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" },
  });
}
