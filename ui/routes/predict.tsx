import type { JSX } from "preact";
import { Island } from "../components/Island.tsx";
import { useLocale } from "../components/LocaleContext.tsx";
import { CsvUpload } from "../islands/CsvUpload.tsx";
import { LocalScoring } from "../islands/LocalScoring.tsx";
import { PatientForm } from "../islands/PatientForm.tsx";
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
          <p>{t.predict.about}</p>
          <h3>{t.predict.stackHeading}</h3>
          <ul>{t.predict.stack.map((item) => <li key={item}>{item}</li>)}</ul>
        </section>
      </aside>
      <div class="predict-heading">
        <h1>{t.predict.heading}</h1>
        <p class="lead">{t.predict.lead}</p>
        <noscript>
          <p class="notice">{t.noScript}</p>
        </noscript>
      </div>
      <div class="predict-form">
        <Island name="PatientForm">
          <PatientForm />
        </Island>
      </div>
      <div class="predict-result">
        <Island name="ResultPanel">
          <ResultPanel />
        </Island>
      </div>
      <div class="predict-local">
        <Island name="LocalScoring">
          <LocalScoring />
        </Island>
      </div>
      <div class="predict-extras">
        <Island name="CsvUpload">
          <CsvUpload />
        </Island>
      </div>
    </div>
  );
}
