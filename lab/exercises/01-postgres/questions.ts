import type { Question } from "../../engine/exercise.ts";

/** Questions 1 to 7 of the workshop. */
export const QUESTIONS: readonly Question[] = [
  {
    number: "1",
    text: {
      fr: "Pourquoi le mot de passe est-il dans un Secret plutôt que dans le Deployment ?",
      en: "Why is the password in a Secret rather than in the Deployment?",
    },
    choices: [
      {
        text: {
          fr: "Parce qu'un Secret est chiffré et qu'un Deployment ne l'est pas.",
          en: "Because a Secret is encrypted and a Deployment is not.",
        },
      },
      {
        text: {
          fr:
            "Pour partager le Deployment sans le mot de passe, et donner à chacun ses propres droits.",
          en: "So that the Deployment can be shared without it, and each has rights of its own.",
        },
        isRight: true,
      },
      {
        text: {
          fr: "Parce que PostgreSQL ne lit que les Secrets.",
          en: "Because PostgreSQL reads Secrets only.",
        },
      },
    ],
    explanation: {
      fr:
        "Le Deployment va dans Git ; le mot de passe non. Séparé, il a ses droits d'accès, se change " +
        "sans toucher au déploiement et diffère d'un cluster à l'autre. Un Secret n'est pas chiffré de " +
        "lui-même : base64 se lit.",
      en:
        "The Deployment goes into Git; the password does not. Apart, it has access rights of its own, " +
        "changes without touching the deployment and differs from cluster to cluster. A Secret is not " +
        "encrypted by itself: base64 can be read.",
    },
  },
  {
    number: "2",
    after: "secret",
    text: {
      fr: "Vous avez écrit stringData. Dans quel champ le serveur a-t-il rangé les valeurs ? " +
        "(kubectl get secret postgres-secret -o yaml)",
      en: "You wrote stringData. In which field did the server put the values? " +
        "(kubectl get secret postgres-secret -o yaml)",
    },
    accepts: /^data:?$/i,
    explanation: {
      fr:
        "data attend du base64 ; stringData prend le texte tel quel et le serveur le convertit. " +
        "C'est une commodité d'écriture : il n'existe plus quand on relit l'objet.",
      en:
        "data takes base64; stringData takes text as it is and the server converts it. It is for " +
        "writing only: it is gone when the object is read again.",
    },
  },
  {
    number: "3",
    after: "service",
    text: {
      fr: "Qu'aurait ouvert un NodePort à la place du ClusterIP ?",
      en: "What would a NodePort in place of the ClusterIP have opened?",
    },
    choices: [
      {
        text: {
          fr: "Un port de chaque nœud, à tout ce qui atteint ce nœud.",
          en: "A port of every node, to all that reaches that node.",
        },
        isRight: true,
      },
      {
        text: {
          fr: "Un port du pod, que le ClusterIP garde fermé.",
          en: "A port of the pod, which a ClusterIP keeps closed.",
        },
      },
      { text: { fr: "Rien de plus.", en: "Nothing more." } },
    ],
    explanation: {
      fr:
        "Seuls MLflow et l'API parlent à la base : une adresse interne suffit. Ce qui n'est pas " +
        "ouvert n'a pas à être gardé.",
      en:
        "Only MLflow and the API speak to the database: an internal address will do. What is not " +
        "open need not be guarded.",
    },
  },
  {
    number: "4",
    after: "service",
    text: {
      fr: "Par quel nom d'hôte MLflow trouvera-t-il la base ?",
      en: "By which host name will MLflow find the database?",
    },
    accepts: /^postgres-service(\.[\w.-]+)?(:5432)?$/i,
    explanation: {
      fr:
        "Le DNS du cluster traduit le nom du Service en une adresse stable, derrière laquelle le pod " +
        "peut être remplacé.",
      en:
        "The cluster's DNS turns the Service's name into a stable address, behind which the pod may " +
        "be replaced.",
    },
  },
  {
    number: "5",
    after: "claim",
    text: {
      fr: "Quel est l'état du PVC ? (kubectl get pvc)",
      en: "What is the claim's status? (kubectl get pvc)",
    },
    async expected(place) {
      const { status } = await place.object("persistentvolumeclaims", "postgres-pvc");
      return `${status["phase"]}`;
    },
    explanation: {
      fr: "Bound dès qu'un pod l'utilise : la classe de stockage attend souvent ce moment " +
        "(WaitForFirstConsumer). Pending sans pod n'est donc pas une panne.",
      en:
        "Bound once a pod uses it: the storage class often waits for that (WaitForFirstConsumer). " +
        "So Pending without a pod is no fault.",
    },
  },
  {
    number: "6",
    after: "pods",
    text: {
      fr: "Dans quelle phase est le pod ? (kubectl get pods)",
      en: "Which phase is the pod in? (kubectl get pods)",
    },
    accepts: /^running$/i,
    explanation: {
      fr:
        "Running dit que le conteneur tourne ; la colonne READY dit qu'il répond à sa sonde. C'est " +
        "elle qui compte : un Service n'envoie rien à un pod qui n'est pas prêt.",
      en:
        "Running says that the container runs; the column READY says that it answers its probe. The " +
        "latter counts: a Service sends nothing to a pod that is not ready.",
    },
  },
  {
    number: "7",
    after: "psql",
    text: {
      fr: "Combien de tables votre base a-t-elle, avant MLflow ? (un nombre : kubectl exec -it " +
        "deployment/postgres -n {namespace} -- sh -c 'psql -U $POSTGRES_USER $POSTGRES_DB', puis \\dt)",
      en: "How many tables has your database, before MLflow? (a number: kubectl exec -it " +
        "deployment/postgres -n {namespace} -- sh -c 'psql -U $POSTGRES_USER $POSTGRES_DB', then \\dt)",
    },
    accepts: /^(0|z[ée]ro|aucune|none)$/i,
    explanation: {
      fr:
        "Aucune : la base est vide jusqu'à ce que MLflow y crée les siennes, à l'exercice 2. La " +
        "connexion marche, c'est ce qui est demandé ici.",
      en:
        "None: the database is empty until MLflow makes its own in exercise 2. The connection works, " +
        "which is what is asked here.",
    },
  },
];
