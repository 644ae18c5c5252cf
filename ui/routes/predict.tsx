import type { JSX } from "preact";
import { Island } from "../components/Island.tsx";
import { useLocale } from "../components/LocaleContext.tsx";
import { AboutTask } from "../islands/AboutTask.tsx";
import { CsvUpload } from "../islands/CsvUpload.tsx";
import { LocalScoring } from "../islands/LocalScoring.tsx";
import { PatientForm } from "../islands/PatientForm.tsx";
import { PredictHeading } from "../islands/PredictHeading.tsx";
import { ResultPanel } from "../islands/ResultPanel.tsx";
import { ServiceStatus } from "../islands/ServiceStatus.tsx";

/**
 * Draws the front page: the case on the left, the answer and its reasons on the right.
 *
 * @returns The content.
 */
export function PredictRoute(): JSX.Element {
  const { t } = useLocale();
  return (
    <div class="predict">
      <aside class="sidebar" aria-label={t.predict.aboutHeading}>
        <Island name="ServiceStatus">
          <ServiceStatus />
        </Island>
        <section class="about">
          <h2>{t.predict.aboutHeading}</h2>
          <Island name="AboutTask">
            <AboutTask />
          </Island>
          <h3>{t.predict.stackHeading}</h3>
          <ul>{t.predict.stack.map((item) => <li key={item}>{item}</li>)}</ul>
        </section>
      </aside>
      <div class="predict-heading">
        <Island name="PredictHeading">
          <PredictHeading />
        </Island>
        <noscript>
          <p class="notice">{t.noScript}</p>
        </noscript>
      </div>
      <p class="notice predict-refused" data-lacks="predict">{t.viewer.noPredict}</p>
      <div class="predict-form" data-needs="predict">
        <Island name="PatientForm">
          <PatientForm />
        </Island>
      </div>
      <div class="predict-result" data-needs="predict">
        <Island name="ResultPanel">
          <ResultPanel />
        </Island>
      </div>
      <div class="predict-local" data-needs="predict">
        <Island name="LocalScoring">
          <LocalScoring />
        </Island>
      </div>
      <div class="predict-extras" data-needs="predict">
        <Island name="CsvUpload">
          <CsvUpload />
        </Island>
      </div>
    </div>
  );
}
