import type { Person } from "./session.ts";
import type { SignInParts } from "./sign_in_routes.ts";
import type { SignInSettings } from "./sign_in_settings.ts";

/** How people sign in, once it is opened. */
export interface SignIn extends SignInParts {
  /** Finds out who asks; `null`: they have not signed in. */
  readonly personOf: (request: Request) => Promise<Person | null>;
}

/**
 * Opens what the settings name; nobody is asked yet.
 *
 * @param settings How people sign in; `null`: they do not.
 * @param log Told of who signs in, and of what goes wrong.
 * @returns How, or `null`.
 */
export async function openSignIn(
  settings: SignInSettings | null,
  log: SignInParts["log"],
): Promise<SignIn | null> {
  if (settings === null) return null;
  // Loaded where they are needed: most starts have no issuer.
  const [{ IssuerClient }, { Seal }, { Sessions }] = await Promise.all([
    import("./issuer_client.ts"),
    import("./seal.ts"),
    import("./session.ts"),
  ]);
  const { publicUrl, sessionSecret } = settings;
  const seal = await Seal.of(sessionSecret, Date.now);
  const sessions = new Sessions(seal, publicUrl.protocol === "https:");
  return {
    issuer: new IssuerClient(settings),
    sessions,
    seal,
    publicUrl,
    log,
    now: () => performance.now(),
    personOf: (request) => sessions.personOf(request),
  };
}
