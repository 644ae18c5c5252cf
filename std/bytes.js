// @ts-self-types="./bytes.d.ts"
export { concat } from "deno-std/bytes/concat.js";
