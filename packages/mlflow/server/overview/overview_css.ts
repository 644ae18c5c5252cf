/** Looks of the page, in light and dark. */
export const OVERVIEW_CSS = `
:root {
  color-scheme: light dark;
  --ink: light-dark(#1c2430, #e8ecf2);
  --quiet: light-dark(#5a6675, #a3afbf);
  --paper: light-dark(#f5f7fa, #12161c);
  --card: light-dark(#ffffff, #1b212a);
  --line: light-dark(#dce2ea, #303945);
  --accent: light-dark(#0b63c4, #7db8ff);
  --good: light-dark(#13703b, #6fd79b);
  --bad: light-dark(#b3261e, #ff9b93);
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
header, main { max-width: 72rem; margin: 0 auto; padding: 1rem 1.25rem; }
header { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0.5rem 2rem; }
h1 { font-size: 1.5rem; margin: 0; }
h2 { font-size: 1.25rem; margin: 1.5rem 0 0.75rem; }
h3 { font-size: 1.05rem; margin: 0; overflow-wrap: anywhere; }
h4 { font-size: 0.95rem; margin: 1rem 0 0.25rem; }
nav { display: flex; flex-wrap: wrap; gap: 0.5rem 1.25rem; }
a { color: var(--accent); }
a:focus-visible, summary:focus-visible, .scroll:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
article { background: var(--card); border: 1px solid var(--line); border-radius: 0.75rem; padding: 1rem 1.25rem; margin-bottom: 1rem; }
article > p { margin: 0.25rem 0 0.75rem; }
table { border-collapse: collapse; font-size: 0.9rem; font-variant-numeric: tabular-nums; }
th, td { text-align: left; vertical-align: top; padding: 0.3rem 1rem 0.3rem 0; border-top: 1px solid var(--line); overflow-wrap: anywhere; }
thead th { border-top: 0; color: var(--quiet); font-weight: 500; }
caption { text-align: left; font-weight: 600; padding: 0.5rem 0 0.25rem; }
.scroll { overflow-x: auto; }
.scroll table { width: 100%; }
.scroll th, .alias { white-space: nowrap; }
.scroll td:last-child { min-width: 16rem; }
.keys { width: 100%; }
.keys th { font-weight: 500; color: var(--quiet); width: 40%; overflow-wrap: break-word; }
.keys td { min-width: 6rem; }
.columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(20rem, 100%), 1fr)); gap: 0 2.5rem; align-items: start; }
details { border-top: 1px solid var(--line); }
summary { cursor: pointer; padding: 0.6rem 0; overflow-wrap: anywhere; }
summary > * { margin-right: 0.75rem; }
summary time, .quiet { color: var(--quiet); font-size: 0.9rem; }
.name { font-weight: 600; }
.run { padding: 0 0 1rem; }
.run:target { border-left: 4px solid var(--accent); padding-left: 1rem; }
tr:target { background: color-mix(in srgb, var(--accent) 15%, transparent); }
.status { font-size: 0.8rem; font-weight: 600; color: var(--quiet); }
.status.finished { color: var(--good); }
.status.failed, .status.killed { color: var(--bad); }
.alias { display: inline-block; border: 1px solid currentColor; color: var(--accent); border-radius: 1rem; padding: 0 0.6rem; font-size: 0.85rem; }
.tag { display: block; font-size: 0.85rem; }
code { font-family: ui-monospace, monospace; font-size: 0.9em; overflow-wrap: anywhere; }
.artifacts { list-style: none; margin: 0; padding: 0; display: grid; gap: 0.35rem; font-size: 0.9rem; }
.artifacts img { display: block; width: min(26rem, 100%); height: auto; margin: 0.35rem 0 0.75rem; background: #fff; border: 1px solid var(--line); border-radius: 0.5rem; }
`;
