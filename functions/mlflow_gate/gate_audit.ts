import { type AccessRefused, describeIdentity, type Identity, RefusalNotes } from "@mlops/rights";
import type { AuditPost } from "./audit_post.ts";
import { deedOf, type RegistryChange } from "./registry_change.ts";

/** What the audit learns of the gate: changes that MLflow took, and requests that were refused. */
export class GateAudit {
  readonly #post: Pick<AuditPost, "add">;
  readonly #refusals: RefusalNotes;

  /**
   * Begins without an entry.
   *
   * @param post Takes entries.
   * @param timeOfDay The present, in ms since 1970.
   */
  constructor(post: Pick<AuditPost, "add">, timeOfDay: () => number) {
    this.#post = post;
    this.#refusals = new RefusalNotes(
      ({ who, address, route, status, reason }, times) =>
        post.add({
          who,
          action: "request_refused",
          subject: `MLflow: ${route}`,
          from: address,
          reason,
          detail: { status, times },
        }),
      timeOfDay,
    );
  }

  /** Notes a change. */
  changed(change: RegistryChange, who: Identity, address: string): void {
    this.#post.add({ who: describeIdentity(who), from: address || null, ...deedOf(change) });
  }

  /** Notes who was not let in; many of a kind become two entries a minute. */
  refused(request: Request, address: string, why: AccessRefused): void {
    const { status, message: reason, identity } = why;
    if (status !== 401 && status !== 403) return;
    this.#refusals.add({
      who: identity === null ? "unknown" : describeIdentity(identity),
      address: address || null,
      route: `${request.method.slice(0, 20)} ${callOf(new URL(request.url).pathname)}`,
      status,
      reason,
    });
  }

  /** Tells of refusals that were only counted: at the end. */
  flush(): void {
    this.#refusals.flush();
  }
}

const CALL = /^\/(?:ajax-)?api\/\d\.\d\/(?:mlflow\/)?([a-z-]{1,40}(?:\/[a-z-]{1,40})?)/;

/** Names a call by its kind and what it does, without the names in it. */
function callOf(path: string): string {
  return CALL.exec(path)?.[1] ?? "page";
}
