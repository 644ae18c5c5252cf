/**
 * Who made a version, and who pointed an alias to it, as tags of the version: MLflow keeps no record of it. What stands
 * before a tracking server and knows who asks writes it, and nobody else may.
 *
 * @module
 */

/**
 * Header of the answer to a change that the audit was told of by what stands before the tracking server: nobody
 * has to tell it once more.
 */
export const AUDITED = "x-audited";

const PREFIX = "alias_moved_by.";

const MAKER = "made_by";

/**
 * Names the tag of a version that tells who made it.
 *
 * @returns The tag's key.
 */
export function makerTag(): string {
  return MAKER;
}

/**
 * Names the tag of a version that tells who pointed an alias to it.
 *
 * @param alias The alias.
 * @returns The tag's key.
 */
export function moverTag(alias: string): string {
  return `${PREFIX}${alias}`;
}

/**
 * Tells whether the fields of a request write, or take away, such a tag.
 *
 * @param fields The request's fields, as JSON has them.
 * @returns Whether `key`, or the key of one of `tags`, is one.
 */
export function claimsMover(fields: Readonly<Record<string, unknown>>): boolean {
  const tags = Array.isArray(fields["tags"]) ? fields["tags"] : [];
  return [fields, ...tags].some((tag) => {
    const key = typeof tag === "object" && tag !== null ? `${Reflect.get(tag, "key")}` : "";
    return key === MAKER || key.startsWith(PREFIX);
  });
}
