import { browserPage } from "./idle_poller.ts";
import { TrafficSession } from "./traffic_session.ts";

/** The traffic as the page's islands share it; it asks nothing until it is started. */
export const traffic: TrafficSession = new TrafficSession(browserPage());
