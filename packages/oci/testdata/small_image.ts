import { readBaseImages } from "../base_image.ts";
import { buildImage, buildIndex, type ImageIndex } from "../build_image.ts";
import type { ImageSource } from "../image_source.ts";
import { fileLayer } from "../layer.ts";
import { PLATFORMS } from "../platform.ts";
import { smallBase } from "./small_base.ts";

/** An image of one base layer and one program, for two platforms. */
export async function smallImage(program = "1", base: ImageSource = smallBase()): Promise<ImageIndex> {
  const content = new TextEncoder().encode(program);
  const layer = fileLayer([{ path: "app/main.js", content }], { createdBy: "build" });
  const bases = await readBaseImages(base, PLATFORMS);
  return buildIndex(bases.map((platformBase) => buildImage(platformBase, { layers: [layer] })));
}
