import type { Injury } from "../../engine/exercise.ts";

const PORT = "/spec/ports/0/targetPort";

const WRONG_SECRET = [{ op: "replace", path: "/spec/tls/0/secretName", value: "entry-tsl" }];

/** What can be broken at the entry. */
export const INJURIES: readonly Injury[] = [
  {
    id: "red-padlock",
    symptom: {
      fr: "Le navigateur refuse le site : la connexion n'est pas sûre. Les pods vont bien.",
      en: "The browser refuses the site: the connection is not secure. The pods are fine.",
    },
    async break(place) {
      const patch = JSON.stringify(WRONG_SECRET);
      await place.kubectl(["patch", "ingress/entry", "--type=json", `--patch=${patch}`]);
    },
    breaks: ["tls", "routes"],
    hints: [
      {
        fr: "kubectl describe ingress entry -n {namespace} : quel Secret termine TLS ?",
        en: "kubectl describe ingress entry -n {namespace}: which Secret terminates TLS?",
      },
      {
        fr: "kubectl get secrets -n {namespace} : existe-t-il sous ce nom, lettre pour lettre ?",
        en: "kubectl get secrets -n {namespace}: is it there by that name, letter by letter?",
      },
    ],
    cure: [{ line: "kubectl apply -f {work}/entry-ingress.yaml -n {namespace}" }],
    explanation: {
      fr:
        "secretName disait entry-tsl. Un Ingress qui nomme un Secret absent reste valide ; le contrôleur " +
        "n'a pas de certificat pour l'hôte, et refuse la connexion ou montre le sien.",
      en:
        "secretName said entry-tsl. An Ingress that names a Secret that is not there stays valid; the " +
        "controller has no certificate for the host, and refuses the connection or shows its own.",
    },
  },
  {
    id: "unavailable",
    symptom: {
      fr: "mlflow.lab.test répond 503. Le pod de MLflow est Ready.",
      en: "mlflow.lab.test answers 503. MLflow's pod is Ready.",
    },
    async break(place) {
      const patch = JSON.stringify([{ op: "replace", path: PORT, value: "web" }]);
      await place.kubectl(["patch", "service/mlflow-service", "--type=json", `--patch=${patch}`]);
    },
    breaks: ["routes"],
    hints: [
      {
        fr: "Du dehors vers le dedans : l'Ingress, le Service, le pod. kubectl describe service " +
          "mlflow-service -n {namespace} : ses Endpoints ont-ils un port, adresse:port ?",
        en: "From outside inwards: the Ingress, the Service, the pod. kubectl describe service " +
          "mlflow-service -n {namespace}: do its Endpoints have a port, address:port?",
      },
      {
        fr: "TargetPort vaut web ; comment le pod appelle-t-il son port ?",
        en: "TargetPort is web; what does the pod call its port?",
      },
    ],
    cure: [
      {
        line: "kubectl patch service mlflow-service -n {namespace} --type=json " +
          `-p '[{"op":"replace","path":"${PORT}","value":"http"}]'`,
      },
    ],
    explanation: {
      fr:
        "targetPort nommait un port que le pod n'a pas. Le Service garde son adresse, et ses Endpoints " +
        "n'ont plus de port : le contrôleur n'a personne à qui passer la requête. 503 dit « personne », 502 « il " +
        "a raccroché », 404 « cet hôte ou ce chemin, je ne connais pas ».",
      en:
        "targetPort named a port that the pod does not have. The Service keeps its address, and its " +
        'Endpoints have no port any more: the controller has nobody to pass the request to. 503 says "nobody", 502 "it hung ' +
        'up", 404 "that host or path I do not know".',
    },
  },
];
