"use strict";
// The text view: line numbers beside the text, Tab that indents, and the line that an address leads to.

const area = () => document.getElementById("text");
const gutter = () => document.querySelector(".gutter");
let leaves = false; // the next Tab goes on to the next field

function number() {
  const lines = area().value.split("\n").length;
  const spans = gutter().children;
  while (spans.length > lines) spans[spans.length - 1].remove();
  while (spans.length < lines) {
    const span = document.createElement("span");
    span.textContent = spans.length + 1;
    gutter().append(span);
  }
  follow();
}

function follow() {
  gutter().scrollTop = area().scrollTop;
}

function indent(event) {
  if (event.target !== area()) return;
  if (event.key === "Escape") leaves = true;
  else if (event.key !== "Tab" || event.ctrlKey || event.altKey || event.metaKey || leaves) leaves &&= event.key === "Shift";
  else {
    event.preventDefault();
    if (event.shiftKey) outdent();
    else document.execCommand("insertText", false, "  ");
  }
}

function outdent() {
  const { value, selectionStart, selectionEnd } = area();
  const begins = value.lastIndexOf("\n", selectionStart - 1) + 1;
  const spaces = value.slice(begins).match(/^ {0,2}/)[0].length;
  if (!spaces) return;
  area().setSelectionRange(begins, begins + spaces);
  document.execCommand("delete");
  area().setSelectionRange(Math.max(begins, selectionStart - spaces), Math.max(begins, selectionEnd - spaces));
}

function toLine() {
  const at = Number(/^#L(\d+)$/.exec(location.hash)?.[1]);
  if (!at || !area()) return;
  const lines = area().value.split("\n");
  const begins = lines.slice(0, at - 1).join("\n").length + (at > 1 ? 1 : 0);
  area().focus({ preventScroll: true });
  area().setSelectionRange(begins, begins + (lines[at - 1] ?? "").length);
  area().scrollTop = Math.max(0, (at - 6) * (area().scrollHeight / (lines.length + 1)));
  area().closest(".editor").scrollIntoView({ block: "nearest" });
}

document.addEventListener("input", (event) => { if (event.target === area()) number(); });
document.addEventListener("scroll", (event) => { if (event.target === area()) follow(); }, true);
document.addEventListener("keydown", indent);
addEventListener("hashchange", toLine);
toLine();
