// Times npm mjml for bench/letter.py: for each line on stdin, makes HTML of the MJML file named on the
// command line once and prints how many milliseconds that took.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const require = createRequire(new URL("../tests/node/package.json", import.meta.url));
const mjml = require("mjml");
const mjml2html = mjml.default ?? mjml;
const source = readFileSync(process.argv[2], "utf8");

for await (const _ of createInterface({ input: process.stdin })) {
  const begun = process.hrtime.bigint();
  const { html } = await mjml2html(source);
  const took = Number(process.hrtime.bigint() - begun) / 1e6;
  if (!html.includes("</html>")) throw new Error("no page came out");
  console.log(took);
}
