import type { ComponentChildren, JSX } from "preact";
import { task } from "../browser/task_state.ts";
import { NAVIGATION, type PageName } from "./navigation.ts";
import { ViewerMenu } from "../islands/ViewerMenu.tsx";
import { Island } from "./Island.tsx";
import { useLocale } from "./LocaleContext.tsx";

/** The site's files that a page names, with the hashes that the build gave them. */
export interface PageAssets {
  /** Address of the style sheet. */
  readonly style: string;
  /** Address of the typeface. */
  readonly font: string;
  /** Address of the page's script, or `null` for a page without islands. */
  readonly script: string | null;
  /** Addresses of the modules that the script imports, so that they load side by side. */
  readonly modules: readonly string[];
}

/** What a page is drawn with. */
export interface PageProps {
  /** Which page it is. */
  readonly name: PageName;
  /** The files that it names. */
  readonly assets: PageAssets;
  /** Its content. */
  readonly children: ComponentChildren;
}

/**
 * Draws a whole document around a page's content.
 *
 * @param props Name, files and content of the page.
 * @returns The document.
 */
export function Page({ name, assets, children }: PageProps): JSX.Element {
  const { t } = useLocale();
  const page = t.pages[name];
  return (
    <html lang={t.language} data-task={task.value?.name ?? ""}>
      <head>
        <meta charset="utf-8" />
        <title>{`${page.title} · ${t.brand}`}</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="description" content={page.description} />
        <meta name="color-scheme" content="light dark" />
        <meta name="theme-color" content="#f6f5f1" media="(prefers-color-scheme: light)" />
        <meta name="theme-color" content="#121317" media="(prefers-color-scheme: dark)" />
        <link rel="stylesheet" href={assets.style} />
        <link
          rel="preload"
          href={assets.font}
          as="font"
          type="font/woff2"
          crossorigin="anonymous"
        />
        {assets.modules.map((module) => <link key={module} rel="modulepreload" href={module} />)}
        <link rel="icon" href="/icon.svg" type="image/svg+xml" />
        <link rel="manifest" href="/site.webmanifest" />
        {assets.script !== null && <script type="module" src={assets.script} />}
      </head>
      <body class={`page-${name}`}>
        <a class="skip-link" href="#content">{t.skipToContent}</a>
        <Header current={name} />
        <main id="content" tabIndex={-1}>{children}</main>
        <footer class="site-footer">
          <p>{t.footer}</p>
        </footer>
      </body>
    </html>
  );
}

function Header({ current }: { readonly current: PageName }): JSX.Element {
  const { t } = useLocale();
  return (
    <header class="site-header">
      <a class="brand" href="/">
        <svg class="brand-mark" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
          <path d="M12 20V11M12 11L6.5 6.5M12 11l5.5-4.5" />
          <circle cx="12" cy="20" r="2.4" />
          <circle cx="6" cy="6" r="2.4" />
          <circle cx="18" cy="6" r="2.4" />
        </svg>
        <span class="brand-name">{t.brand}</span>
      </a>
      <nav aria-label={t.navigation}>
        <ul>
          {NAVIGATION.map(({ name, path }) => (
            <li key={name} data-needs={name === "predict" ? undefined : "read"}>
              <a href={path} aria-current={name === current ? "page" : undefined}>
                {t.pages[name].name}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <a
        class="language"
        href={`?lang=${t.otherLanguage.code}`}
        lang={t.otherLanguage.code}
        hreflang={t.otherLanguage.code}
        data-language-switch
      >
        {t.otherLanguage.name}
      </a>
      {current !== "notFound" && (
        <Island name="ViewerMenu">
          <ViewerMenu />
        </Island>
      )}
    </header>
  );
}
