// Writes generated/report.ts, report.json as the page reads it: the types that reports/json/report.schema.json defines.
import { compile } from "json-schema-to-typescript";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";

const at = (path) => new URL(path, import.meta.url);

/// The page reads no key that the schema does not name, though a report may hold more.
const named_keys_alone = (key, value) => (key === "additionalProperties" && value === true ? undefined : value);

const { title, ...schema } = JSON.parse(await readFile(at("../json/report.schema.json"), "utf8"), named_keys_alone);
const types = await compile(schema, "Report", {
  additionalProperties: false,
  bannerComment: `// ${title}: made by types.mjs from reports/json/report.schema.json, where a change belongs.`,
});
await mkdir(at("generated"), { recursive: true });
await writeFile(at("generated/report.ts.new"), types);
await rename(at("generated/report.ts.new"), at("generated/report.ts"));
