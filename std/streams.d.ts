/** Divides a text into its lines, without what ends them. */
export class TextLineStream extends TransformStream<string, string> {}
