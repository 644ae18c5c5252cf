/**
 * Takes the last name of a path.
 *
 * @param path The path, with slashes.
 * @param suffix An ending to leave out.
 * @returns The name.
 */
export function basename(path: string, suffix?: string): string;

/**
 * Takes the folder of a path.
 *
 * @param path The path, with slashes.
 * @returns Its folder; `"."` if it names none.
 */
export function dirname(path: string): string;

/**
 * Takes the ending of a name.
 *
 * @param path The path, with slashes.
 * @returns The ending with its point, or an empty text.
 */
export function extname(path: string): string;
