// Bundles the page into one file, dist/page.html: script, style and licences inside, nothing to load when it is read.
// The program puts report.json where @GATEWISE_REPORT@ stands.
import { build } from "esbuild";
import { createHash } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";

const at = (path) => new URL(path, import.meta.url);
const read = (path) => readFile(at(path), "utf8");

async function script() {
  const { outputFiles } = await build({
    entryPoints: [at("src/main.ts").pathname],
    bundle: true,
    minify: true,
    format: "iife",
    target: "es2020",
    charset: "ascii",
    legalComments: "eof",
    define: { "process.env.NODE_ENV": '"production"' },
    write: false,
    outdir: "out",
  });
  // The end of a script element may stand in no string or comment of it.
  return outputFiles[0].text.replace(/<\/script/gi, "<\\/script").replace(/<!--/g, "<\\!--").trim();
}

async function style() {
  const { outputFiles } = await build({ entryPoints: [at("page.css").pathname], minify: true, write: false, outdir: "out" });
  return outputFiles[0].text.trim();
}

/// The licences of what the bundle holds.
async function notices() {
  const files = ["echarts/NOTICE", "echarts/LICENSE", "echarts/licenses/LICENSE-d3", "zrender/LICENSE", "tslib/LICENSE.txt"];
  const texts = await Promise.all(files.map((file) => read(`node_modules/${file}`)));
  const parts = texts.map((text, i) => `== ${files[i]} ==\n\n${text.trim()}\n`);
  return parts.join("\n").replace(/&/g, "&amp;").replace(/</g, "&lt;");
}

function filled(template, values) {
  return template.replace(/@([A-Z_]+)@/g, (all, name) => values[name] ?? all);
}

const code = await script();
const hash = createHash("sha256").update(code, "utf8").digest("base64");
const page = filled(await read("page.html"), {
  SCRIPT_HASH: `'sha256-${hash}'`,
  STYLE: await style(),
  NOTICES: await notices(),
  SCRIPT: code,
});
const places = page.split("@GATEWISE_REPORT@").length - 1;
if (places !== 1) throw new Error(`@GATEWISE_REPORT@ stands ${places} times in the page; once is right`);
await mkdir(at("dist"), { recursive: true });
await writeFile(at("dist/page.html.new"), page);
await rename(at("dist/page.html.new"), at("dist/page.html"));
console.log(`dist/page.html: ${(page.length / 1024).toFixed(0)} KiB`);
