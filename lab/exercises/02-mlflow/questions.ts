import type { Question } from "../../engine/exercise.ts";

/** Questions 1, 2 and 4 to 8 of the workshop's second exercise, which has no third. */
export const QUESTIONS: readonly Question[] = [
  {
    number: "1",
    text: {
      fr: "Pourquoi l'image officielle de MLflow n'a-t-elle pas psycopg2 ?",
      en: "Why does MLflow's official image not have psycopg2?",
    },
    choices: [
      {
        text: {
          fr:
            "MLflow parle à plusieurs bases ; un pilote de chacune alourdirait l'image pour tous.",
          en:
            "MLflow speaks to several databases; a driver for each would weigh on everybody's image.",
        },
        isRight: true,
      },
      {
        text: { fr: "psycopg2 n'est pas libre.", en: "psycopg2 is not free software." },
      },
      {
        text: {
          fr: "MLflow ne sait écrire que dans SQLite.",
          en: "MLflow can write to SQLite only.",
        },
      },
    ],
    explanation: {
      fr:
        "Une image qui embarque tout est plus lourde et offre plus de prise aux failles. On ajoute " +
        "ce dont on a besoin, en une couche.",
      en:
        "An image with everything is heavier and has more that can be attacked. One adds what one " +
        "needs, in a layer.",
    },
  },
  {
    number: "2",
    text: {
      fr: "Que faut-il à psycopg2 pour s'installer, dont psycopg2-binary se passe ? (deux mots)",
      en: "What does psycopg2 need to be installed that psycopg2-binary does without? (two words)",
    },
    accepts: /compil|\bgcc\b|en-t[êe]tes|headers?|libpq-dev/i,
    explanation: {
      fr:
        "psycopg2 se compile à l'installation : un compilateur C et les en-têtes de PostgreSQL. " +
        "psycopg2-binary est déjà compilé, bibliothèques comprises.",
      en: "psycopg2 is compiled when installed: a C compiler and PostgreSQL's headers. " +
        "psycopg2-binary is compiled already, with its libraries.",
    },
  },
  {
    number: "4",
    after: "pods",
    text: {
      fr:
        "Une image construite sur votre poste, sans imagePullPolicy: Never ni registre : quel état " +
        "le pod montre-t-il ? (la colonne STATUS)",
      en:
        "An image built on your machine, without imagePullPolicy: Never and without a registry: " +
        "which state does the pod show? (the column STATUS)",
    },
    accepts: /^(ErrImagePull|ImagePullBackOff)$/i,
    explanation: {
      fr:
        "Kubernetes la cherche dans un registre public et ne l'y trouve pas. L'image de cet exercice " +
        "est nommée par son empreinte : le nœud qui l'a s'en sert, un autre demande exactement " +
        "celle-là au registre.",
      en:
        "Kubernetes looks for it in a public registry and does not find it. This exercise's image is " +
        "named by its digest: a node that has it uses it, another asks the registry for exactly that.",
    },
  },
  {
    number: "5",
    after: "tables",
    text: {
      fr: "Pourquoi postgres-service dans l'adresse, et pas l'adresse IP du pod ?",
      en: "Why postgres-service in the address, and not the pod's IP address?",
    },
    choices: [
      {
        text: { fr: "Un nom se résout plus vite.", en: "A name is resolved faster." },
      },
      {
        text: {
          fr: "Le pod remplacé a une autre adresse ; le nom du Service reste.",
          en: "A replaced pod has another address; the Service's name stays.",
        },
        isRight: true,
      },
      {
        text: {
          fr: "Les pods n'ont pas d'adresse.",
          en: "Pods have no address.",
        },
      },
    ],
    explanation: {
      fr:
        "Effacez le pod de PostgreSQL et comparez kubectl get pods -o wide avant et après : l'adresse " +
        "change, MLflow continue.",
      en:
        "Delete PostgreSQL's pod and compare kubectl get pods -o wide before and after: the address " +
        "changes, MLflow goes on.",
    },
  },
  {
    number: "6",
    after: "tables",
    text: {
      fr: "Combien de tables y a-t-il maintenant dans la base mlflow ? (psql, \\dt)",
      en: "How many tables are there now in the database mlflow? (psql, \\dt)",
    },
    async expected(place) {
      const script =
        'exec psql -U "$POSTGRES_USER" -d "$POSTGRES_DB" -Atc "select count(*) from pg_tables where schemaname = \'public\'"';
      return (await place.exec("deployment/postgres", ["sh", "-c", script])).trim();
    },
    explanation: {
      fr:
        "MLflow les crée à son premier démarrage : experiments, runs, metrics, params, tags, et " +
        "celles du registre de modèles.",
      en:
        "MLflow makes them at its first start: experiments, runs, metrics, params, tags, and those " +
        "of the model registry.",
    },
  },
  {
    number: "7",
    after: "page",
    text: {
      fr: "La page de MLflow s'ouvre. Quel est le nom de l'expérience qui y est déjà ?",
      en: "MLflow's page opens. What is the name of the experiment that is there already?",
    },
    accepts: /^default$/i,
    explanation: {
      fr: "Default, vide. L'entraînement de l'exercice 3 crée la sienne. La page passe par une " +
        "redirection de port ou par le NodePort.",
      en: "Default, empty. The training of exercise 3 makes its own. The page is reached by a " +
        "port-forward or by the NodePort.",
    },
  },
  {
    number: "8",
    after: "log",
    text: {
      fr: "Combien de fois le pod de MLflow a-t-il redémarré ? (kubectl get pods, RESTARTS)",
      en: "How many times has MLflow's pod restarted? (kubectl get pods, RESTARTS)",
    },
    async expected(place) {
      const [pod] = await place.objects("pods", ["--selector=app=mlflow"]);
      const [status] = (pod?.status["containerStatuses"] ?? []) as { restartCount: number }[];
      return `${status?.restartCount ?? 0}`;
    },
    explanation: {
      fr:
        "Zéro quand la base était prête avant lui. Un redémarrage dit quelque chose : kubectl logs " +
        "--previous montre ce que le conteneur d'avant avait à dire.",
      en: "Zero if the database was ready before it. A restart means something: kubectl logs " +
        "--previous shows what the container before had to say.",
    },
  },
];
