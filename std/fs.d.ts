/**
 * Tells whether a file or folder exists.
 *
 * @param path Where.
 * @returns `false` if nothing is there.
 */
export function exists(path: string | URL): Promise<boolean>;

/**
 * Tells whether a file or folder exists.
 *
 * @param path Where.
 * @returns `false` if nothing is there.
 */
export function existsSync(path: string | URL): boolean;
