"use strict";
// What is pasted from Word, Outlook, Google Docs or a page becomes Markdown: paragraphs, bold and italic words, links,
// lists, tables and headings. All else goes. The pasted HTML is read in a document that runs and loads nothing, and
// only words are put into the field.

const DROPPED = new Set(["SCRIPT", "STYLE", "TITLE", "META", "LINK", "HEAD", "IMG", "SVG", "PICTURE", "VIDEO", "AUDIO", "OBJECT", "IFRAME", "DEL", "S", "STRIKE", "TEMPLATE", "NOSCRIPT", "BUTTON", "SELECT", "INPUT", "TEXTAREA", "XML"]);
const BLOCKS = new Set(["P", "DIV", "SECTION", "ARTICLE", "HEADER", "FOOTER", "MAIN", "ASIDE", "NAV", "BLOCKQUOTE", "PRE", "LI", "DL", "DT", "DD", "FIGURE", "FIGCAPTION", "ADDRESS", "CENTER", "FORM", "HR", "TR", "TD", "TH", "TBODY", "THEAD", "TFOOT", "CAPTION"]);
const HEADING = /^H[1-6]$/;
const TRACKING = /^(utm_.*|fbclid|gclid|mc_cid|mc_eid)$/;
const NUMBERED = /^\(?([0-9]+|[a-z]|[ivxlc]+)[.)]/i;
const TYPED_BULLET = /^[•·▪●◦‣]\s*/;

class Reader {
  constructor() {
    this.blocks = [];
    this.runs = [];
    this.item = null; // the entry of a list that begins with the next words
    this.level = 0;
  }

  read(node, style) {
    for (const child of node.childNodes) this.one(child, style);
  }

  one(node, style) {
    if (node.nodeType === Node.TEXT_NODE) this.runs.push({ ...style, text: node.data.replace(/[\s\u00a0]+/g, " ").replace(/[\u00ad\u200b\ufeff]/g, "") });
    if (node.nodeType !== Node.ELEMENT_NODE || isHidden(node)) return;
    const name = node.tagName.toUpperCase();
    if (name === "BR") this.runs.push({ text: "\n" });
    else if (name === "TABLE") this.table(node);
    else if (name === "UL" || name === "OL") this.list(node, style);
    else if (HEADING.test(name)) this.block(node, style, "heading");
    else if (BLOCKS.has(name)) this.block(node, style, "paragraph");
    else this.read(node, styled(node, style));
  }

  block(node, style, kind) {
    this.end();
    const entry = officeEntry(node);
    if (entry) this.item = entry;
    this.read(node, styled(node, style));
    this.end(kind);
    if (entry) this.item = null;
  }

  list(node, style) {
    this.end();
    this.level += 1;
    let number = Number(node.getAttribute("start") ?? 1);
    for (const child of node.children) {
      if (child.tagName !== "LI") {
        this.one(child, style);
        continue;
      }
      const level = Number(child.getAttribute("aria-level") ?? child.dataset.ariaLevel ?? this.level);
      this.item = { level, ordered: node.tagName === "OL", number };
      number += 1;
      this.read(child, styled(child, style));
      this.end("paragraph", level);
      this.item = null;
    }
    this.level -= 1;
  }

  // The words so far are a block. Inside an entry of a list, what follows its first words belongs to it.
  end(kind = "paragraph", within = this.level) {
    const plain = kind === "heading";
    const text = inMarkdown(plain ? this.runs.map((run) => ({ ...run, bold: false, italic: false })) : this.runs);
    this.runs = [];
    if (!text) return;
    if (this.item) this.blocks.push({ kind: "entry", ...this.item, text });
    else if (TYPED_BULLET.test(text)) this.blocks.push({ kind: "entry", level: 1, ordered: false, text: text.replace(TYPED_BULLET, "") });
    else this.blocks.push(within ? { kind: "more", level: within, text } : { kind, text: plain ? `**${text}**` : text });
    this.item = null;
  }

  table(node) {
    this.end();
    const rows = [...node.rows].filter((row) => row.closest("table") === node).map((row) => [...row.cells].flatMap(cellOf));
    const width = Math.max(0, ...rows.map((row) => row.length));
    const full = rows.filter((row) => row.some(Boolean));
    if (width < 2) {
      for (const row of node.rows) for (const cell of row.cells) this.read(cell, {});
      this.end();
      return;
    }
    const line = (row) => `| ${Array.from({ length: width }, (_, at) => row[at] ?? "").join(" | ")} |`;
    const [head, ...rest] = full.map(line);
    if (head) this.blocks.push({ kind: "table", text: [head, `|${" --- |".repeat(width)}`, ...rest].join("\n") });
  }
}

function cellOf(cell) {
  const inner = new Reader();
  inner.read(cell, {});
  inner.end();
  const text = inner.blocks.map((block) => block.text).join(" ").replace(/\s*\n\s*/g, " ").replace(/\|/g, "\\|");
  return [text, ...Array(Math.max(0, Math.min(cell.colSpan, 20) - 1)).fill("")];
}

function isHidden(node) {
  const style = node.getAttribute("style") ?? "";
  const name = node.tagName.toUpperCase();
  if (DROPPED.has(name)) return true;
  if (/display:\s*none|mso-hide:\s*all|mso-element:\s*comment/i.test(style)) return true;
  return /\bmsocom/i.test(node.className?.baseVal ?? node.className ?? "") || /MsoCommentReference/.test(node.className);
}

function styled(node, style) {
  const css = node.getAttribute("style") ?? "";
  const name = node.tagName.toUpperCase();
  const weight = /(?<![-\w])font-weight:\s*(bold|normal|\d+)/i.exec(css)?.[1].toLowerCase();
  const slant = /(?<![-\w])font-style:\s*(italic|oblique|normal)/i.exec(css)?.[1].toLowerCase();
  const bold = weight ? weight === "bold" || Number(weight) >= 600 : style.bold || name === "B" || name === "STRONG";
  const italic = slant ? slant !== "normal" : style.italic || name === "I" || name === "EM";
  const href = name === "A" ? linkOf(node.getAttribute("href") ?? "") : style.href;
  return { bold, italic, href };
}

// An entry of a list that Word wrote as a paragraph with its sign or number in front; these go.
function officeEntry(node) {
  const level = /mso-list:[^;]*level(\d)/i.exec(node.getAttribute("style") ?? "")?.[1];
  if (!level) return null;
  const sign = [...node.querySelectorAll("[style]")].find((part) => /mso-list:\s*ignore/i.test(part.getAttribute("style")));
  const mark = sign?.textContent.trim() ?? "";
  sign?.remove();
  const number = NUMBERED.exec(mark);
  return { level: Number(level), ordered: Boolean(number), number: Number(number?.[1]) || undefined };
}

function linkOf(href) {
  let url;
  try {
    url = new URL(href.trim());
  } catch {
    return undefined;
  }
  // Outlook leads by way of a page of its own.
  if (url.hostname.endsWith("safelinks.protection.outlook.com") && url.searchParams.get("url")) return linkOf(url.searchParams.get("url"));
  if (!["http:", "https:", "mailto:"].includes(url.protocol)) return undefined;
  for (const name of [...url.searchParams.keys()]) if (TRACKING.test(name)) url.searchParams.delete(name);
  return url.href.replace(/[()<>\s]/g, (sign) => `%${sign.charCodeAt(0).toString(16).padStart(2, "0")}`);
}

function inMarkdown(runs) {
  const merged = [];
  for (const run of runs) {
    const last = merged.at(-1);
    if (last && run.text !== "\n" && last.text !== "\n" && ["bold", "italic", "href"].every((key) => Boolean(last[key]) === Boolean(run[key]) && (key !== "href" || last.href === run.href))) last.text += run.text;
    else if (run.text) merged.push({ ...run });
  }
  let text = "";
  for (let at = 0; at < merged.length; at += 1) {
    const { href } = merged[at];
    const to = href ? merged.findIndex((run, other) => other > at && run.href !== href) : at + 1;
    const group = merged.slice(at, to === -1 ? undefined : to);
    const words = group.map((run, i) => marked(run, group[i + 1]?.text ?? merged[at + group.length]?.text ?? "")).join("");
    text += href ? linked(words, href) : words;
    at += group.length - 1;
  }
  text = text.replace(/ +/g, " ").replace(/ *\n */g, "\n").trim().replace(/\n{2,}/g, "\n").replace(/\n/g, "  \n");
  return text.replace(/^([#>])/gm, "\\$1");
}

function linked(words, href) {
  const [, before, inner, after] = /^(\s*)([^]*?)(\s*)$/.exec(words);
  return inner ? `${before}[${inner.replace(/\n/g, " ")}](${href})${after}` : words;
}

function marked(run, following) {
  if (run.text === "\n") return "\n";
  const [, before, inner, after] = /^(\s*)([^]*?)(\s*)$/.exec(run.text);
  if (!inner) return run.text;
  const closes = after || !/[^\p{L}\p{N}]$/u.test(inner) || !/^[\p{L}\p{N}]/u.test(following);
  const sign = closes ? (run.bold ? "**" : "") + (run.italic ? "*" : "") : "";
  return before + sign + escaped(inner) + [...sign].reverse().join("") + after;
}

// Only what Markdown would take for a mark.
function escaped(text) {
  return text.replace(/[\\*`]/g, "\\$&").replace(/(^|\W)_|_(?=\W|$)/g, (found) => found.replace("_", "\\_")).replace(/\](?=\()/g, "\\]").replace(/<(?=[a-z/!])/gi, "\\<");
}

// Blocks as lines; the entries of a list close together, each below the words of the one that it belongs to.
function joined(blocks) {
  const indents = []; // by level: where the words of its last entry begin
  const counts = [];
  let text = "";
  let before = null;
  for (const block of blocks) {
    const inList = block.kind === "entry" || block.kind === "more";
    if (!inList) indents.length = counts.length = 0;
    text += !before ? "" : block.kind === "entry" && before.kind === "entry" ? "\n" : "\n\n";
    text += block.kind === "entry" ? entry(block, indents, counts) : indented(block, " ".repeat(inList ? indents[Math.min(block.level, indents.length) - 1] ?? 0 : 0));
    before = block;
  }
  return text;
}

function entry(block, indents, counts) {
  const level = Math.min(block.level, indents.length + 1);
  const lead = " ".repeat(indents[level - 2] ?? 0);
  const goesOn = block.ordered && counts[level - 1];
  counts[level - 1] = goesOn ? counts[level - 1] + 1 : block.ordered ? block.number ?? 1 : 0;
  const mark = block.ordered ? `${counts[level - 1]}. ` : "- ";
  indents.length = counts.length = level;
  indents[level - 1] = lead.length + mark.length;
  return lead + mark + indented(block, " ".repeat(indents[level - 1])).trimStart();
}

function indented(block, lead) {
  return block.text.split("\n").map((line) => lead + line).join("\n");
}

function markdown(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const reader = new Reader();
  reader.read(page.body, {});
  reader.end();
  return joined(reader.blocks);
}

// Code is copied with its colours, as words that are to stay as they are.
function isCode(html) {
  return /<(div|pre)[^>]*style="[^"]*white-space:\s*pre/i.test(html);
}

function put(field, text) {
  field.focus();
  if (document.execCommand("insertText", false, text)) return; // can be taken back
  field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

// Blocks begin on a line of their own.
function among(field, text) {
  if (!text.includes("\n") && !/^(- |1\. |\|)/.test(text)) return text;
  const before = field.value.slice(0, field.selectionStart);
  const after = field.value.slice(field.selectionEnd);
  const gap = (rest, edge) => (!rest || edge === 2 ? "" : "\n".repeat(2 - edge));
  return gap(before, /\n*$/.exec(before)[0].length >= 2 ? 2 : /\n*$/.exec(before)[0].length) + text + gap(after.trim() && after, /^\n*/.exec(after)[0].length >= 2 ? 2 : /^\n*/.exec(after)[0].length);
}

function pasted(event) {
  const field = event.target.closest?.("#writing textarea[data-markdown], #writing input:not([type=date], [type=time], [type=checkbox], [type=radio])");
  const html = event.clipboardData?.getData("text/html");
  if (!field || !html || event.defaultPrevented || isCode(html)) return;
  const plain = event.clipboardData.getData("text/plain");
  const text = field.matches("textarea") ? among(field, markdown(html)) : plain.replace(/[\s\u00a0]+/g, " ").trim();
  if (!text) return;
  event.preventDefault();
  put(field, text);
}

document.addEventListener("paste", pasted);
