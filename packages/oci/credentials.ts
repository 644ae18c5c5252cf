/** What a registry is shown: a name and a password, or a token that is exchanged for others. */
export type Credentials =
  | { readonly username: string; readonly password: string }
  | { readonly identityToken: string };

/**
 * Finds the credentials of a registry.
 *
 * @param registry Host of the registry, with its port if it has one.
 * @returns Them, or `undefined` to stay anonymous.
 */
export type FindCredentials = (registry: string) => Promise<Credentials | undefined>;
