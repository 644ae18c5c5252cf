import { browserPage } from "./idle_poller.ts";
import { RegistrySession } from "./registry_session.ts";

/** The registry as the model pages' islands share it; it asks nothing until it is started. */
export const registry: RegistrySession = new RegistrySession(browserPage());
