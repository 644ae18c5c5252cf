// @ts-self-types="./async.d.ts"
export { delay } from "deno-std/async/delay.js";
export { pooledMap } from "deno-std/async/pool.js";
