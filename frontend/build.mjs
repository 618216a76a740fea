// Builds the stylesheet and the script of the public pages into static/dist, those of the map of streets,
// which are loaded on request only, and the script of the editors' side panel.
// `--check` builds in memory only and fails on a warning or when a size budget is passed.
import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const here = path.dirname(fileURLToPath(import.meta.url));
const BUDGET_GZ_BYTES = {
  "wijkwinkel.css": 25 * 1024,
  "wijkwinkel.js": 25 * 1024,
  "kaart.css": 5 * 1024,
  "kaart.js": 45 * 1024,
  "taal.js": 1024,
};
// Fonts are compressed already: their own size counts. Only the first is asked for on a page in Dutch.
const BUDGET_BYTES = {
  "atkinson-hyperlegible-next-latin-wght-normal.woff2": 36 * 1024,
  "atkinson-hyperlegible-next-latin-ext-wght-normal.woff2": 24 * 1024,
};
// The licence of the fonts asks for its text beside every copy.
const LETTER_LICENCE = "../node_modules/@fontsource-variable/atkinson-hyperlegible-next/LICENSE";
const isCheck = process.argv.includes("--check");

function* properties(tokens, name = "-") {
  for (const [key, value] of Object.entries(tokens)) {
    if (key.startsWith("$")) continue;
    if ("$value" in value) yield `${name}-${key}:${value.$value};`;
    else yield* properties(value, `${name}-${key}`);
  }
}

async function tokensAsCss() {
  const tokens = JSON.parse(await readFile(path.join(here, "tokens/wijk.tokens.json"), "utf8"));
  const contrast = [...properties(tokens.contrast)].join("");
  const accents = Object.entries(tokens.accents).map(([name, ramp], index) => {
    const selector = `${index === 0 ? ":root," : ""}[data-accent="${name}"]`;
    return `${selector}{${[...properties(ramp, "--basis-color-accent-1")].join("")}}`;
  });
  return [
    `:root{${[...properties(tokens.base)].join("")}}`,
    ...accents,
    await readFile(path.join(here, "css/own-accent.css"), "utf8"),
    `[data-contrast="hoog"]{${contrast}}`,
    `@media (prefers-contrast:more){:root:not([data-contrast="gewoon"]){${contrast}}}`,
  ].join("\n");
}

const tokensPlugin = {
  name: "tokens",
  setup(context) {
    context.onResolve({ filter: /^tokens:/ }, (args) => ({ path: args.path, namespace: "tokens" }));
    context.onLoad({ filter: /.*/, namespace: "tokens" }, async () => ({ contents: await tokensAsCss(), loader: "css" }));
  },
};

const result = await build({
  absWorkingDir: path.dirname(here),
  entryPoints: {
    wijkwinkel: "frontend/js/wijkwinkel.js",
    "wijkwinkel-css": "frontend/css/wijkwinkel.css",
    kaart: "frontend/js/streets.js",
    "kaart-css": "frontend/css/streets.css",
    taal: "frontend/js/plain-language.js",
  },
  outdir: "static/dist",
  bundle: true,
  minify: true,
  format: "esm",
  target: ["es2021", "chrome111", "firefox113", "safari16.4"],
  // The licence of Leaflet asks for its notice in every copy.
  legalComments: "eof",
  // Pictures of parts of Leaflet that are not used.
  loader: { ".png": "empty", ".woff2": "file" },
  // Plain names: what serves the files puts a hash behind each.
  assetNames: "[name]",
  plugins: [tokensPlugin],
  write: false,
});

if (!isCheck) {
  await mkdir(path.join(here, "../static/dist"), { recursive: true });
  await copyFile(path.join(here, LETTER_LICENCE), path.join(here, "../static/dist/atkinson-hyperlegible-next-LICENSE.txt"));
}
let isTooLarge = result.warnings.length > 0;
for (const file of result.outputFiles) {
  const name = path.basename(file.path).replace("-css", "");
  const isFont = name in BUDGET_BYTES;
  const size = isFont ? file.contents.length : gzipSync(file.contents, { level: 9 }).length;
  const limit = isFont ? BUDGET_BYTES[name] : BUDGET_GZ_BYTES[name];
  // An unknown file has no limit, and so fails here.
  isTooLarge ||= !(size <= limit);
  console.log(`${name}: ${file.contents.length} bytes, ${size} on the line (limit ${limit})`);
  if (!isCheck) await writeFile(path.join(here, "../static/dist", name), file.contents);
}
if (isTooLarge) process.exitCode = 1;
