/**
 * Who may do what: four rights, API keys that are kept as hashes, and tokens of an OpenID Connect
 * issuer. Services ask an {@linkcode Authenticator} who asks, and decide by the rights.
 *
 * @example A key that may predict
 * ```ts
 * import { Authenticator, formatKeys, makeKey, parseKeys } from "@mlops/rights";
 * import { deepEqual, equal, rejects } from "node:assert/strict";
 *
 * const { key, entry } = await makeKey({ name: "shop", rights: ["predict"] }, Date.now());
 * const keys = parseKeys(formatKeys([entry])); // the file holds a hash
 * const authenticator = new Authenticator({ keys, tokens: null, now: Date.now });
 *
 * const identity = await authenticator.identify(`Bearer ${key}`);
 * equal(identity.name, "shop");
 * deepEqual([...identity.rights], ["predict"]);
 * await rejects(authenticator.identify("Bearer mlops_wrong"));
 * ```
 *
 * @module
 */
export { addressOf } from "./address_of.ts";
export { isKey, makeKey, type NewKey } from "./api_key.ts";
export {
  Authenticator,
  type AuthenticatorParts,
  type TokenVerifier,
  type VerifiedToken,
} from "./authenticator.ts";
export {
  AccessRefused,
  type Client,
  Gate,
  type GateParts,
  ON_BEHALF_OF,
  type RefusalNote,
} from "./gate.ts";
export { formatKeys, KEY_NAME, type KeyEntry, KeyFileError, parseKeys } from "./key_file.ts";
export { type NoteRefusal, RefusalNotes, type RefusedRequest } from "./refusal_notes.ts";
export { CredentialsRefused, IssuerUnavailable } from "./refused.ts";
export { describeIdentity, EVERYONE, type Identity, isRight, type Right, RIGHTS } from "./right.ts";
export { rightsIn } from "./rights_claim.ts";
export { readTrustedProxies, TrustedProxies } from "./trusted_proxies.ts";
export { type TryLimits, WrongTries } from "./wrong_tries.ts";
export {
  type OidcSettings,
  readIssuer,
  readRightsSettings,
  RIGHTS_VARIABLES,
  type RightsSettings,
  type RightsVariable,
} from "./rights_settings.ts";
export { openAuthenticator, type OpenedAuthenticator, type Outside } from "./open_authenticator.ts";
