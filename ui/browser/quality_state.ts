import { browserPage } from "./idle_poller.ts";
import { QualitySession } from "./quality_session.ts";

/** The quality as the page's islands share it; it asks nothing until it is started. */
export const quality: QualitySession = new QualitySession(browserPage());
