/**
 * Who moved an alias, as a tag of the version that it leads to: MLflow keeps no record of it. What stands
 * before a tracking server and knows who asks writes it, and nobody else may.
 *
 * @module
 */

const PREFIX = "alias_moved_by.";

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
  return [fields, ...tags].some((tag) =>
    typeof tag === "object" && tag !== null && `${Reflect.get(tag, "key")}`.startsWith(PREFIX)
  );
}
