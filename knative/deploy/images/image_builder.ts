import type { Component, ImageIndex } from "@mlops/oci";

/** An image that was built, before it goes anywhere. */
export interface BuiltImage {
  /** Name of its repository, `predict`. */
  readonly name: string;
  /** The image. */
  readonly image: ImageIndex;
  /** What was put into it, for its bill of materials. */
  readonly components: readonly Component[];
}
