/**
 * Closes the connections of refused requests, whatever their clients go on sending.
 *
 * @module
 */
export { type BegunBody, closeRefused, closing, leave, mayStillSend } from "./closing.ts";
export { GatheredPieces } from "./gathered_pieces.ts";
export { GrowingBytes } from "./growing_bytes.ts";
export { type Piece, PieceReader } from "./piece_reader.ts";
export { CUT_OFF } from "./cut_off.ts";
