import type { ModelStore } from "../model/model_store.ts";
import { Problem } from "../http/problem.ts";
import { jsonResponse, type Route } from "../http/route.ts";

/** What the routes need. */
export interface DocumentationParts {
  /** The models in memory: the document shows the features of the champion. */
  readonly store: ModelStore;
  /** Folder with the files of swagger-ui-dist. */
  readonly directory: string;
  /** Whether everyone may see what the model's features are. */
  readonly isOpen: boolean;
}

/** Nothing from elsewhere, nothing inline: what the page shows cannot bring in code. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

const PAGE = `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Prediction API</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="docs/swagger-ui.css">
</head>
<body>
<div id="swagger-ui"></div>
<script src="docs/swagger-ui-bundle.js"></script>
<script src="docs/start.js"></script>
</body>
</html>
`;

/** Without \`validatorUrl: null\` the page would ask a foreign host about the document. */
const START = `SwaggerUIBundle({
  url: "openapi.json",
  dom_id: "#swagger-ui",
  validatorUrl: null,
  deepLinking: true,
  tryItOutEnabled: true,
  displayRequestDuration: true,
  defaultModelsExpandDepth: 0,
});
`;

const FILES: Readonly<Record<string, string>> = {
  "swagger-ui.css": "text/css; charset=utf-8",
  "swagger-ui-bundle.js": "text/javascript; charset=utf-8",
};

/** Files of swagger-ui-dist that the page loads. */
export const API_PAGE_FILES: readonly string[] = Object.keys(FILES);

/**
 * Makes the routes that describe the service: the page at `/docs`, its files, and `/openapi.json`.
 *
 * @param parts What the routes need.
 * @returns The routes.
 */
export function documentationRoutes({ store, directory, isOpen }: DocumentationParts): Route[] {
  return [
    {
      method: "GET",
      path: "/openapi.json",
      async handle() {
        // The schemas and zod are loaded with the first request for them: no start waits for them.
        const { openApiDocument } = await import("../openapi/document.ts");
        return jsonResponse(
          openApiDocument(isOpen ? store.champion?.model ?? null : null, !isOpen),
        );
      },
    },
    {
      method: "GET",
      path: "/docs",
      handle: () =>
        new Response(PAGE, {
          headers: {
            "content-type": "text/html; charset=utf-8",
            "content-security-policy": CONTENT_SECURITY_POLICY,
            "x-content-type-options": "nosniff",
            "referrer-policy": "no-referrer",
          },
        }),
    },
    {
      method: "GET",
      path: "/docs/:file",
      async handle({ parameters }) {
        const name = parameters["file"] ?? "";
        if (name === "start.js") return file(START, "text/javascript; charset=utf-8");
        const type = Object.hasOwn(FILES, name) ? FILES[name] : undefined;
        if (type === undefined) throw new Problem(404, "The API page has no such file");
        return file(await Deno.readFile(`${directory}/${name}`), type);
      },
    },
  ];
}

function file(content: string | Uint8Array<ArrayBuffer>, type: string): Response {
  return new Response(content, {
    headers: {
      "content-type": type,
      "cache-control": "max-age=3600",
      "x-content-type-options": "nosniff",
    },
  });
}
