import type { ComponentChildren, JSX } from "preact";

/** What an island is drawn with. */
export interface IslandProps {
  /** Name of the component, by which the page's script finds it. */
  readonly name: string;
  /** The component as the build renders it. */
  readonly children: ComponentChildren;
}

/**
 * Marks a part of a page that comes to life in the browser; the rest stays plain HTML.
 *
 * @param props The island's name and content.
 * @returns The content in an element that the script takes over.
 */
export function Island({ name, children }: IslandProps): JSX.Element {
  return <div class="island" data-island={name}>{children}</div>;
}
