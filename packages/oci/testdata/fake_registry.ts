import { sha256Digest } from "../digest.ts";

/** How a fake registry behaves. */
export interface FakeRegistryOptions {
  /** Wants a token, which its own token server gives to these users; `null` gives one to everybody. */
  readonly tokensFor?: { readonly username: string; readonly password: string } | null;
  /** Wants a user and a password with every request. */
  readonly basic?: { readonly username: string; readonly password: string };
  /** Does not mount blobs of other repositories. */
  readonly refusesMounts?: boolean;
  /** Lists referrers itself. */
  readonly listsReferrers?: boolean;
}

/** A registry in memory, with the token server that public ones have. */
export class FakeRegistry {
  /** Requests as `METHOD /path?query`, in their order. */
  readonly requests: string[] = [];
  /** Blobs by `repository@digest`. */
  readonly blobs = new Map<string, Uint8Array<ArrayBuffer>>();
  /** Manifests by `repository:reference`. */
  readonly manifests = new Map<string, { bytes: Uint8Array<ArrayBuffer>; mediaType: string }>();
  /** Answers that are given before anything else, each once. */
  readonly failures: Response[] = [];
  readonly #options: FakeRegistryOptions;

  constructor(options: FakeRegistryOptions = {}) {
    this.#options = options;
  }

  /** Answers as the real ones do; usable as a client's `fetch` and as a server's handler. */
  readonly fetch = async (url: URL, init: RequestInit): Promise<Response> => {
    const request = new Request(url, init);
    const path = decodeURIComponent(url.pathname + url.search);
    this.requests.push(`${request.method} ${path}`);
    const failure = this.failures.shift();
    if (failure !== undefined) return failure;
    if (url.pathname === "/token") return this.#token(request);
    if (url.pathname === "/upload" || this.#isAllowed(request)) return await this.#route(request);
    const challenge = this.#options.basic === undefined
      ? `Bearer realm="${url.origin}/token",service="fake"`
      : 'Basic realm="fake"';
    return refuse(401, "UNAUTHORIZED", { "www-authenticate": challenge });
  };

  #isAllowed(request: Request): boolean {
    const authorization = request.headers.get("authorization");
    if (this.#options.basic !== undefined) return authorization === basicOf(this.#options.basic);
    return this.#options.tokensFor === undefined || authorization === "Bearer opaque-token";
  }

  async #token(request: Request): Promise<Response> {
    const user = this.#options.tokensFor;
    const body = request.method === "POST" ? new URLSearchParams(await request.text()) : undefined;
    const isKnown = user === null || (user !== undefined && (
      request.headers.get("authorization") === basicOf(user) ||
      body?.get("refresh_token") === user.password
    ));
    return isKnown ? Response.json({ token: "opaque-token" }) : refuse(401, "UNAUTHORIZED");
  }

  async #route(request: Request): Promise<Response> {
    const url = new URL(request.url);
    const bytes = new Uint8Array(await request.arrayBuffer());
    if (url.pathname === "/upload") {
      const digest = url.searchParams.get("digest");
      if (sha256Digest(bytes) !== digest) return refuse(400, "DIGEST_INVALID");
      this.blobs.set(`${url.searchParams.get("repository")}@${digest}`, bytes);
      return new Response(null, { status: 201 });
    }
    const match = /^\/v2\/(.+)\/(manifests|blobs)\/(.*)$/.exec(url.pathname);
    const [, repository = "", kind, reference = ""] = match ?? [];
    if (kind === "manifests") return this.#manifest(request, { repository, reference, bytes });
    if (reference === "uploads/") return this.#startUpload(url, repository);
    const blob = this.blobs.get(`${repository}@${reference}`);
    if (blob === undefined) return refuse(404, "BLOB_UNKNOWN");
    return new Response(request.method === "HEAD" ? null : blob);
  }

  #startUpload(url: URL, repository: string): Response {
    const digest = url.searchParams.get("mount");
    const mountable = this.blobs.get(`${url.searchParams.get("from")}@${digest}`);
    if (mountable !== undefined && this.#options.refusesMounts !== true) {
      this.blobs.set(`${repository}@${digest}`, mountable);
      return new Response(null, { status: 201 });
    }
    const location = `/upload?repository=${repository}&state=secret-state`;
    return new Response(null, { status: 202, headers: { location } });
  }

  #manifest(
    request: Request,
    { repository, reference, bytes }: {
      repository: string;
      reference: string;
      bytes: Uint8Array<ArrayBuffer>;
    },
  ): Response {
    if (request.method === "PUT") {
      const mediaType = request.headers.get("content-type") ?? "";
      this.manifests.set(`${repository}:${reference}`, { bytes, mediaType });
      this.manifests.set(`${repository}:${sha256Digest(bytes)}`, { bytes, mediaType });
      const { subject } = JSON.parse(new TextDecoder().decode(bytes));
      const isListed = this.#options.listsReferrers === true && subject !== undefined;
      return new Response(null, {
        status: 201,
        headers: isListed ? { "oci-subject": subject.digest } : {},
      });
    }
    const stored = this.manifests.get(`${repository}:${reference}`);
    if (stored === undefined) return refuse(404, "MANIFEST_UNKNOWN");
    return new Response(request.method === "HEAD" ? null : stored.bytes, {
      headers: { "content-type": stored.mediaType },
    });
  }
}

function basicOf({ username, password }: { username: string; password: string }): string {
  return `Basic ${btoa(`${username}:${password}`)}`;
}

function refuse(status: number, code: string, headers: Record<string, string> = {}): Response {
  return Response.json({ errors: [{ code, message: "free text" }] }, { status, headers });
}
