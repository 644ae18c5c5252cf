// @ts-self-types="./path.d.ts"
export { basename } from "deno-std/path/posix/basename.js";
export { dirname } from "deno-std/path/posix/dirname.js";
export { extname } from "deno-std/path/posix/extname.js";
