/**
 * Keeps the built page and the last model, so that the page opens and predicts offline. It runs on
 * secure addresses only; without it the page works all the same.
 *
 * @module
 */

/** What the build writes before this script: a name that changes with the site, files and pages. */
declare const BUILD: {
  readonly version: string;
  readonly files: readonly string[];
  readonly pages: readonly string[];
};

/** The parts of a service worker that this one uses; the browser's types come without them. */
interface Worker {
  addEventListener(type: "install" | "activate", listener: (event: LifeEvent) => void): void;
  addEventListener(type: "fetch", listener: (event: RequestEvent) => void): void;
  readonly clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
}
interface LifeEvent {
  waitUntil(work: Promise<unknown>): void;
}
interface RequestEvent extends LifeEvent {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}

const worker = self as unknown as Worker;

/** What is worth keeping of the service: the model's description and its file. */
const KEPT_ANSWERS = ["/api/model", "/api/model/onnx"];

worker.addEventListener("install", (event) => {
  event.waitUntil(
    caches.open(BUILD.version)
      .then((cache) => cache.addAll([...BUILD.files, ...BUILD.pages]))
      .then(() => worker.skipWaiting()),
  );
});

worker.addEventListener("activate", (event) => {
  event.waitUntil(
    caches.keys()
      .then((names) => Promise.all(names.filter(isOld).map((name) => caches.delete(name))))
      .then(() => worker.clients.claim()),
  );
});

worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname, search } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (BUILD.files.includes(pathname)) {
    event.respondWith(fromCacheFirst(request));
  } else if (request.mode === "navigate") {
    // A case in the query is the script's own; the page is the same for all of them.
    event.respondWith(fromNetworkFirst(request, pathname));
  } else if (KEPT_ANSWERS.includes(pathname)) {
    // Only a page that asks for the kept answer gets it: to others the service would look alive.
    event.respondWith(
      search === "?kept" ? fromCacheFirst(new Request(pathname)) : fetchAndKeep(request, pathname),
    );
  }
});

function isOld(name: string): boolean {
  return name !== BUILD.version;
}

async function fromCacheFirst(request: Request): Promise<Response> {
  return await caches.match(request, { ignoreVary: true }) ?? await fetch(request);
}

async function fromNetworkFirst(request: Request, key: string): Promise<Response> {
  try {
    return await fetchAndKeep(request, key);
  } catch (error) {
    // A page that was kept in another language is better than none.
    const kept = await caches.match(key, { ignoreVary: true });
    if (kept === undefined) throw error;
    return kept;
  }
}

async function fetchAndKeep(request: Request, key: string): Promise<Response> {
  const answer = await fetch(request);
  if (answer.status === 200 && !answer.redirected) {
    const cache = await caches.open(BUILD.version);
    await cache.put(key, answer.clone());
  }
  return answer;
}
