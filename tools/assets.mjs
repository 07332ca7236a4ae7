// Bundles the islands (internal/web/islands/*.ts) and htmx to internal/web/dist,
// which the program embeds. Usage: node tools/assets.mjs
// Fails when an island grows over its budget: pages stay light by measure.
import { build } from "esbuild";
import { gzipSync } from "node:zlib";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const source = join(root, "internal", "web", "islands");
const target = join(root, "internal", "web", "dist");
const budget = { "editor.js": 135, "htmx.js": 16 }; // KB gzipped; every other island 6

await mkdir(target, { recursive: true });
for (const old of await readdir(target)) if (/\.(js|map)$/.test(old)) await rm(join(target, old));

await build({
  entryPoints: (await readdir(source)).filter((f) => f.endsWith(".ts")).map((f) => join(source, f)),
  outdir: target,
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2020",
  charset: "utf8",
  legalComments: "none",
  logLevel: "warning",
});
await writeFile(join(target, "htmx.js"), await readFile(join(root, "node_modules", "htmx.org", "dist", "htmx.min.js"), "utf8").then((s) => s.replace(/\n?\/\/# sourceMappingURL=.*$/m, "")));

let over = 0;
for (const file of (await readdir(target)).filter((f) => f.endsWith(".js")).sort()) {
  const kb = gzipSync(await readFile(join(target, file)), { level: 9 }).length / 1024;
  const limit = budget[file] ?? 6;
  const late = kb > limit;
  if (late) over++;
  console.log(`assets: ${file} ${kb.toFixed(1)} KB gz${late ? ` (limit ${limit})` : ""}`);
}
if (over > 0) process.exit(1);
