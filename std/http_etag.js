// @ts-self-types="./http_etag.d.ts"
export { ifNoneMatch } from "deno-std/http/etag.js";
