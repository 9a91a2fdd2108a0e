"use strict";
// The forms on the left. htmx sends them; what comes back is the whole left as the server writes it, and is taken over
// card by card: one with words that are not saved stays as it is, and so does one that has not changed.

const sent = new WeakMap(); // what the server wrote for a card
const left = new WeakMap(); // of a form that is on its way: its mark when it left
let edits = 0;

const pane = () => document.getElementById("writing");
const unsaved = () => [...pane().querySelectorAll("[data-unsaved]")];
const isCard = (part) => part.matches("details.card");
const cards = (root) => [...root.querySelectorAll("#cards > details.card")];
const formOf = (held) => (held.matches("form") ? held : held.querySelector("form.item"));
const holder = (form) => form.closest("details.card") ?? form;

function written(card) {
  return card.querySelector("summary").innerHTML + (card.querySelector(".fields")?.innerHTML ?? "");
}

function remember(root) {
  for (const card of cards(root)) sent.set(card, written(card));
}

// ---- what is typed and not saved

function edited(event) {
  const form = event.target.closest("form.item, form.text");
  if (!form) return;
  edits += 1;
  holder(form).dataset.unsaved = String(edits);
  const told = document.querySelector("#said .notice.good");
  if (told && !told.querySelector("form")) told.remove();
}

function chosen(event) {
  const kind = event.target.dataset.chooses;
  if (kind) event.target.closest("fieldset").querySelector(`[value="${kind}"]`).checked = true;
}

function leaving(event) {
  if (unsaved().length) event.preventDefault();
}

// ---- saving

function keys(event) {
  if (event.key.toLowerCase() !== "s" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
  event.preventDefault();
  const here = document.activeElement?.closest?.("#writing form.item, #writing form.text");
  const all = new Set([...(here ? [here] : []), ...unsaved().map(formOf)]);
  // A click says which button it was, wherever the focus is.
  for (const form of all) form.querySelector("button.first, button.strong").click();
  if (!all.size) say("Everything is saved.", "good");
}

function leaves(event) {
  const form = event.detail.elt;
  if (form.closest?.("#writing")) left.set(form, holder(form).dataset.unsaved);
}

function arrives(event) {
  if (event.detail.target.id !== "writing") return;
  event.detail.shouldSwap = false;
  const next = parsed(event.detail.xhr.responseText);
  if (next) {
    takeOver(next, event.detail.requestConfig.elt);
    if (Number(next.dataset.look) < Number(document.body.dataset.version)) fetchAll();
  } else say(`Not saved. ${firstWords(event.detail.xhr.responseText)}`, "bad");
}

function lost() {
  say("Not saved: Composer does not answer. What you wrote is still here; start Composer again, then save.", "bad");
}

function parsed(text) {
  return new DOMParser().parseFromString(text, "text/html").getElementById("writing");
}

function firstWords(text) {
  const page = new DOMParser().parseFromString(text, "text/html");
  return [...page.querySelectorAll("main p")].map((line) => line.textContent.trim()).find(Boolean) ?? "Try again.";
}

function say(told, kind) {
  const notice = document.createElement("p");
  notice.className = `notice ${kind}`;
  notice.textContent = told;
  document.getElementById("said").replaceChildren(notice);
}

// ---- taking over what the server wrote

function takeOver(next, form = null) {
  const own = form && holder(form); // the part that was sent
  const typedSince = own && own.dataset.unsaved !== left.get(form);
  const kept = unsaved().filter((held) => held !== own || typedSince);
  const place = placeOf(document.activeElement);
  const told = [...next.querySelector("#said").children];
  const shown = next.dataset.shown;
  if (shown !== pane().dataset.shown && kept.length) return stay(next);
  if (form || told.length) document.getElementById("said").replaceChildren(...told);
  if (shown !== pane().dataset.shown) replaceAll(next);
  else if (shown === "form") takeCards(next, own, kept);
  else takeText(next, own, kept);
  Object.assign(pane().dataset, { look: next.dataset.look, version: next.dataset.version });
  htmx.process(pane());
  lead(next.dataset.focus, place);
}

// The file is shown the other way now, and something here is not saved.
function stay(next) {
  const told = next.querySelector("#unreadable, #said .notice")?.textContent.trim();
  say(`${told ?? "The file was changed elsewhere."} What you wrote stays here, not saved.`, "mild");
}

function replaceAll(next) {
  remember(next);
  next.querySelector("#said").replaceWith(document.getElementById("said"));
  pane().replaceWith(next);
}

function takeCards(next, own, kept) {
  const now = new Map(cards(pane()).map((card) => [card.dataset.key, card]));
  remember(next);
  const wanted = [...next.querySelector("#cards").children].map((part) => {
    const mine = isCard(part) && now.get(part.dataset.key);
    return mine && takeCard(mine, part, own, kept.includes(mine)) ? mine : part;
  });
  const orphans = kept.filter((card) => !wanted.includes(card));
  wanted.splice(-1, 0, ...orphans);
  settle(pane().querySelector("#cards"), wanted);
  if (orphans.length) say("Somebody took the item that you are writing out of the file. What you wrote stays here, not saved.", "mild");
}

// Whether a card stays, with what the server says anew of it; else the new one takes its place.
function takeCard(mine, next, own, typed) {
  const opened = hidden(mine, "opened") !== hidden(next, "opened");
  if (typed) {
    if (mine !== own && opened) say("The file was changed elsewhere too. What you have not saved stays as you wrote it.", "mild");
    carry(mine, next, mine === own ? ["version", "index", "id", "opened"] : ["version", "index"]);
    return true;
  }
  next.open ||= mine.open;
  if (mine !== own && !opened && sent.get(mine) === sent.get(next)) {
    carry(mine, next, ["version", "index"]);
    copyButtons(mine, next);
    return true;
  }
  if (!sameValues(formOf(mine), formOf(next))) return false;
  carry(mine, next, ["version", "index", "id", "opened"]);
  mine.querySelector("summary").replaceChildren(...next.querySelector("summary").childNodes);
  mine.toggleAttribute("data-unsaved", next.hasAttribute("data-unsaved"));
  mine.open = next.open;
  sent.set(mine, sent.get(next));
  for (const beside of mine.querySelectorAll("[data-beside]")) {
    beside.replaceChildren(...(next.querySelector(`[data-beside="${beside.dataset.beside}"]`)?.childNodes ?? []));
  }
  for (const field of mine.querySelectorAll(".fields [id]")) copyStates(field, document.getElementById(field.id) && next.querySelector(`#${CSS.escape(field.id)}`));
  copyButtons(mine, next);
  return true;
}

function hidden(card, name) {
  return formOf(card).elements[name]?.value;
}

function carry(mine, next, names) {
  for (const name of names) {
    const field = formOf(mine).elements[name];
    if (field) field.value = hidden(next, name) ?? "";
  }
  mine.id = next.id;
}

function copyButtons(mine, next) {
  const [now, then] = [mine, next].map((card) => card.querySelector(".actions.bottom"));
  if (now.innerHTML !== then.innerHTML) now.replaceChildren(...then.childNodes);
}

function copyStates(field, next) {
  for (const name of ["aria-describedby", "aria-invalid"]) {
    const value = next?.getAttribute(name);
    if (value) field.setAttribute(name, value);
    else field.removeAttribute(name);
  }
}

const UNSEEN = ["version", "opened", "id", "own_id", "index", "part", "token"];

function sameValues(one, other) {
  const values = (form) => JSON.stringify([...new FormData(form)].filter(([name]) => !UNSEEN.includes(name)));
  return values(one) === values(other);
}

// Parts that stay are not moved where that can be: what is moved loses the focus.
function settle(list, wanted) {
  for (const node of [...list.childNodes]) if (!wanted.includes(node)) node.remove();
  let at = list.firstChild;
  for (const node of wanted) {
    if (node === at) at = at.nextSibling;
    else list.insertBefore(node, at);
  }
}

function takeText(next, own, kept) {
  const others = kept.filter(isCard);
  settle(pane().querySelector("#cards"), [...others, ...next.querySelector("#cards").children]);
  const form = pane().querySelector("form.text");
  const [area, then] = [form.elements.text, next.querySelector("#text")];
  if (kept.includes(form)) {
    if (own === form) form.elements.version.value = next.dataset.version;
    else if (next.dataset.version !== pane().dataset.version) say("The file was changed elsewhere. What you have not saved stays as you wrote it.", "mild");
    return;
  }
  if (area.value !== then.value) {
    const { selectionStart, selectionEnd, scrollTop } = area;
    area.value = then.value;
    area.setSelectionRange(selectionStart, selectionEnd);
    area.scrollTop = scrollTop;
  }
  form.elements.version.value = next.dataset.version;
  form.toggleAttribute("data-unsaved", next.querySelector("form.text").hasAttribute("data-unsaved"));
  copyStates(area, then);
  for (const part of [".above", ".gutter", ".extra", ".actions.bottom"]) {
    const [now, fresh] = [form, next].map((root) => root.querySelector(part));
    if (now.innerHTML !== fresh.innerHTML) now.replaceChildren(...fresh.childNodes);
  }
  area.dispatchEvent(new Event("scroll"));
}

// ---- where somebody is

function placeOf(focused) {
  const card = focused?.closest?.("#writing details.card, #writing form.text");
  if (!card) return null;
  const { id, name, value, selectionStart, selectionEnd } = focused;
  return { focused, key: card.dataset.key, id, name, value, summary: focused.matches("summary"), selectionStart, selectionEnd };
}

function lead(id, place) {
  const wanted = id && document.getElementById(id);
  if (wanted) return show(wanted);
  if (!place || place.focused.isConnected && document.activeElement === place.focused) return;
  const card = pane().querySelector(`[data-key="${CSS.escape(place.key ?? "")}"]`);
  const same = card && [...card.querySelectorAll("input, select, textarea, button")].find((field) => field.name === place.name && (field.tagName !== "BUTTON" || field.value === place.value) && !field.matches(".first"));
  const field = place.focused.isConnected ? place.focused : (place.id && document.getElementById(place.id)) || (place.summary && card?.querySelector("summary")) || same;
  field?.focus({ preventScroll: true });
  if (field && place.selectionStart !== undefined && place.selectionStart !== null) field.setSelectionRange?.(place.selectionStart, place.selectionEnd);
}

function show(part) {
  const card = part.closest("details.card");
  if (card) card.open = true;
  const news = part.matches("details") ? part.querySelector(".theirs")?.closest(".field, fieldset, .dates")?.querySelector("input, textarea, select") ?? part.querySelector("[aria-invalid]:not([type=hidden])") ?? part.querySelector("summary") : part;
  news.focus({ preventScroll: true });
  news.scrollIntoView({ block: "nearest" });
}

function toPlace() {
  const part = /^#(item-(\d+|new)|head)$/.test(location.hash) && document.getElementById(location.hash.slice(1));
  if (!part) return;
  part.open = true;
  part.scrollIntoView({ block: "start" });
  part.querySelector("summary").focus({ preventScroll: true });
}

// ---- what others change

function refresh() {
  // What is on its way brings the left as well.
  if (document.body.dataset.version !== pane().dataset.look && !pane().querySelector(".htmx-request")) fetchAll();
}

async function fetchAll() {
  const kind = pane().dataset.shown === "text" ? "?as=text" : "";
  const answer = await fetch(`writing${kind}`, { cache: "no-store" }).catch(() => null);
  const next = answer?.ok && parsed(await answer.text());
  if (next && !pane().querySelector(".htmx-request")) takeOver(next);
}

// The words typed here go, and those of the file come.
function take(event) {
  const link = event.target.closest("#writing a.take");
  if (!link) return;
  event.preventDefault();
  const held = link.closest("[data-unsaved]");
  held?.removeAttribute("data-unsaved");
  document.getElementById("said").replaceChildren();
  fetchAll();
}

document.addEventListener("input", edited);
document.addEventListener("click", take);
document.addEventListener("input", chosen);
document.addEventListener("keydown", keys);
document.addEventListener("htmx:beforeRequest", leaves);
document.addEventListener("htmx:beforeSwap", arrives);
document.addEventListener("htmx:sendError", lost);
addEventListener("beforeunload", leaving);
addEventListener("hashchange", toPlace);
// A browser that has gone to the place of an address leaves the focus nowhere.
addEventListener("load", () => requestAnimationFrame(toPlace));
remember(document);
toPlace();
new MutationObserver(refresh).observe(document.body, { attributeFilter: ["data-version"] });
