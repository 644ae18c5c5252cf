/**
 * A tracking server in TypeScript over a folder in MLflow's own file-store layout: what the Python
 * client needs for tracking, registry and artifacts, and a plain page for people. A real MLflow
 * 2.17.2 pointed at the same folder shows the same runs, models and aliases.
 *
 * It is made for one machine: no users, no access control, one process for a folder.
 *
 * @module
 */
export {
  createTrackingServer,
  type TrackingServer,
  type TrackingServerOptions,
} from "./tracking_server.ts";
