/**
 * Closes the connections of refused requests, whatever their clients go on sending, and bounds the time of
 * those who send or take.
 *
 * @module
 */
export { type BegunBody, closeRefused, closing, leave, mayStillSend } from "./closing.ts";
export {
  type BodyBounds,
  BodyRefused,
  boundedBody,
  readBounded,
  requireLength,
} from "./bounded_body.ts";
export { GatheredPieces } from "./gathered_pieces.ts";
export { GrowingBytes } from "./growing_bytes.ts";
export { type Piece, PieceReader } from "./piece_reader.ts";
export { CUT_OFF } from "./cut_off.ts";
export { whenTaken } from "./when_taken.ts";
