import { equal } from "node:assert/strict";
import { hideSecrets } from "./hide_secrets.ts";

const objects = [
  {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: "s" },
    stringData: { POSTGRES_PASSWORD: "p@ss/w+rd", POSTGRES_USER: "mlflow", TOKEN: "workshop" },
  },
  { apiVersion: "v1", kind: "Secret", metadata: { name: "t" }, data: { API_KEY: btoa("abcdef") } },
];

Deno.test("hideSecrets() takes values out, plain and encoded", () => {
  equal(
    hideSecrets(`login p@ss/w+rd ${btoa("p@ss/w+rd")}, key "abcdef" ${btoa("abcdef")}`, objects),
    'login *** ***, key "***" ***',
  );
});

Deno.test("hideSecrets() leaves names, and words of which a value is only a part", () => {
  const text = 'user mlflow in namespace "mlops-workshop"';
  equal(hideSecrets(text, objects), text);
  equal(hideSecrets("token workshop", objects), "token ***");
});
