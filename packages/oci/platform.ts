/** Operating system and processor that an image is for, as `docker build --platform` writes it. */
export type Platform = "linux/amd64" | "linux/arm64";

/** The platforms that images are made for. */
export const PLATFORMS: readonly Platform[] = ["linux/amd64", "linux/arm64"];

/**
 * Names the platform of an image's configuration or of an index entry.
 *
 * @param fields The two fields that both have (OCI image-spec 1.1, config.md).
 * @returns The platform, or `undefined` for all that no images are made for.
 */
export function platformOf(
  fields: { readonly os?: string; readonly architecture?: string },
): Platform | undefined {
  return PLATFORMS.find((platform) => platform === `${fields.os}/${fields.architecture}`);
}
