import type { FunctionComponent } from "preact";
import { AuditRoute } from "./audit.tsx";
import { ModelsRoute } from "./models.tsx";
import type { PageName } from "../components/navigation.ts";
import { NotFoundRoute } from "./not_found.tsx";
import { PredictRoute } from "./predict.tsx";
import { QualityRoute } from "./quality.tsx";
import { TrafficRoute } from "./traffic.tsx";

/** What the build renders into one HTML file per language. */
export interface Route {
  /** The page. */
  readonly name: PageName;
  /** Name of its file, without ending. */
  readonly file: string;
  /** Its content. */
  readonly Content: FunctionComponent;
}

/** Every page of the site. */
export const ROUTES: readonly Route[] = [
  { name: "predict", file: "predict", Content: PredictRoute },
  { name: "models", file: "models", Content: ModelsRoute },
  { name: "traffic", file: "traffic", Content: TrafficRoute },
  { name: "quality", file: "quality", Content: QualityRoute },
  { name: "audit", file: "audit", Content: AuditRoute },
  { name: "notFound", file: "not-found", Content: NotFoundRoute },
];
