import type { BuiltImage } from "./image_builder.ts";

/** An image where the cluster finds it. */
export interface DeliveredImage {
  /** Name for manifests. */
  readonly reference: string;
  /** Whether it was not there before. */
  readonly isNew: boolean;
}

/** Where images go: a registry, or the nodes themselves. */
export interface ImageTarget {
  /** Name for messages. */
  readonly name: string;
  /**
   * Tells where an image would go.
   *
   * @param built The image.
   */
  plan(built: BuiltImage): string;
  /**
   * Brings an image there, unless it is there.
   *
   * @param built The image.
   */
  deliver(built: BuiltImage): Promise<DeliveredImage>;
}
