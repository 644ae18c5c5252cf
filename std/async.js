// @ts-self-types="./async.d.ts"
export { deadline } from "deno-std/async/deadline.js";
export { delay } from "deno-std/async/delay.js";
export { pooledMap } from "deno-std/async/pool.js";
