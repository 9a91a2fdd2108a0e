"use strict";
// Follows the edition: when the server tells of another version, or a switch is set otherwise, the right of the page is
// fetched, and what differs is taken over: the letter first, then what is wrong with it. Only the server knows what a
// page looks like; nothing is put together here.

const LONGEST = 3000; // milliseconds a letter may take to load, before it is shown as far as it is
const STOPPED = document.getElementById("stopped");
const drawn = new Map(); // what the server last wrote for each part that follows
let stream = null;
let following = false;
let behind = false;
let sending = false;
let search = location.search;

function parts(page) {
  return page.querySelectorAll("[data-follows]");
}

function listen() {
  stream = new EventSource("events");
  stream.addEventListener("message", (event) => {
    STOPPED.hidden = true;
    if (event.data !== document.body.dataset.version) follow();
  });
  stream.addEventListener("error", () => { STOPPED.hidden = false; });
}

// A browser opens only so many streams to one server: pages nobody looks at have none, and catch up when shown.
function heed() {
  if (document.hidden) stream.close();
  else listen();
}

async function follow() {
  behind = true;
  if (following) return;
  following = true;
  while (behind) {
    behind = false;
    try {
      await takeOver(await fetched("look"));
    } catch {
      document.getElementById("coming")?.remove();
      STOPPED.hidden = false;
    }
  }
  following = false;
}

async function fetched(part) {
  const answer = await fetch(part + location.search, { cache: "no-store", headers: { "HX-Request": "true" } });
  if (!answer.ok) throw new Error(answer.statusText);
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

async function takeOver(page) {
  const frame = document.getElementById("letter");
  const next = page.getElementById("letter");
  const stage = page.getElementById("stage");
  if (!next) document.getElementById("stage").replaceChildren(...stage.childNodes);
  else if (!frame || shownIn(frame) !== address(next)) await replace(frame, next);
  else takeLook(frame, next);
  redrawAll(page);
  document.getElementById("stage").className = stage.className;
  document.body.dataset.version = page.getElementById("look").dataset.version;
  await painted();
  if (!behind) redrawAll(await fetched("problems"));
}

// What is asked for next takes no time from painting. A page that nobody looks at is not painted.
function painted() {
  return new Promise((done) => {
    requestAnimationFrame(() => setTimeout(done));
    setTimeout(done, 100);
  });
}

function takeLook(frame, next) {
  if (frame.className !== next.className) keepingPlace(frame, () => { frame.className = next.className; });
  for (const name of ["title", "data-part"]) frame.setAttribute(name, next.getAttribute(name));
}

// What is not known yet stays as it was until it is.
function redrawAll(page) {
  for (const part of parts(page)) {
    if (!part.hasAttribute("data-waits")) redraw(document.getElementById(part.id), part);
  }
}

function address(frame) {
  return new URL(frame.getAttribute("src"), document.baseURI).href;
}

// What stands in a frame: the server leads on to the address of the letter it gives. Less the place a link led to.
function shownIn(frame) {
  return frame.contentDocument?.URL.split("#")[0];
}

// Nothing of it is seen until the next letter is whole and stands where the other one did.
async function replace(frame, next) {
  next.id = "coming";
  const done = loaded(next);
  document.getElementById("stage").append(next);
  await done;
  if (!shownIn(next)) throw new Error("there is no letter");
  if (frame?.dataset.part === next.dataset.part) {
    const { scrollX: left, scrollY: top } = frame.contentWindow;
    next.contentWindow.scrollTo({ left, top, behavior: "instant" });
  }
  const focused = document.activeElement === frame ? focusables(frame).indexOf(frame.contentDocument.activeElement) : null;
  for (const other of [...next.parentElement.children]) if (other !== next) other.remove();
  next.id = "letter";
  if (focused === null) return;
  next.contentWindow.focus();
  focusables(next)[focused]?.focus({ preventScroll: true });
}

function loaded(frame) {
  return new Promise((done) => {
    frame.addEventListener("load", done, { once: true });
    setTimeout(done, LONGEST);
  });
}

function focusables(frame) {
  return [...frame.contentDocument.querySelectorAll("a[href]")];
}

// A letter that becomes narrower becomes longer: what is at its top edge stays there.
function keepingPlace(frame, change) {
  const view = frame.contentWindow;
  const top = view.scrollY > 0 && frame.contentDocument.elementFromPoint(view.innerWidth / 2, 1);
  const before = top && top.getBoundingClientRect();
  change();
  if (!top) return;
  const after = top.getBoundingClientRect();
  view.scrollBy({ top: after.top - (before.top / before.height) * after.height, behavior: "instant" });
}

function redraw(part, next) {
  if (drawn.get(part.id) === next.innerHTML) return;
  drawn.set(part.id, next.innerHTML);
  const focused = focusIn(part);
  const scrolled = [...part.querySelectorAll(".list")].map((list) => [list.parentElement.id, list.scrollTop]);
  keepAsTheyAre(part, next);
  part.replaceChildren(...next.childNodes);
  for (const [id, top] of scrolled) {
    const list = part.querySelector(`#${id} .list`);
    if (list) list.scrollTop = top;
  }
  htmx.process(part);
  focused?.();
}

// What is open stays open, and what somebody types into stays the same field.
function keepAsTheyAre(part, next) {
  for (const list of part.querySelectorAll("details")) {
    const same = next.querySelector(`#${list.id}`);
    if (same) same.open = list.open;
  }
  for (const kept of part.querySelectorAll("[data-kept]")) {
    const same = next.querySelector(`#${kept.id}`);
    if (same?.getAttribute("action") === kept.getAttribute("action")) same.replaceWith(kept);
  }
}

// What has the keyboard, to give it back: to the same thing wherever it is now, else to what took its place.
function focusIn(part) {
  const focusable = "a, summary, button, input";
  const focused = document.activeElement;
  if (!part.contains(focused)) return null;
  const place = [...part.querySelectorAll(focusable)].indexOf(focused);
  const id = focused.id || focused.parentElement.id;
  const same = () => id && document.querySelector(focused.id ? `#${CSS.escape(id)}` : `#${CSS.escape(id)} > summary`);
  return () => {
    (same() || part.querySelectorAll(focusable)[place] || document.getElementById("look")).focus();
  };
}

// A switch is a link. A plain click need not load the page again; any other is the browser's.
function turn(event) {
  const link = event.target.closest("#bar a, #inbox a");
  if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  const menu = link.closest(".menu");
  if (menu) fold(menu);
  if (link.href.split("#")[0] !== location.href.split("#")[0]) history.pushState(null, "", link.href);
  search = location.search;
  follow();
}

// Menus lie over the letter: they close as menus do.
function closeMenus(event) {
  for (const menu of document.querySelectorAll(".menu[open]")) {
    if (event.type === "click") menu.open = menu.contains(event.target);
    else if (event.type === "blur") menu.open = document.activeElement?.id !== "letter";
    else if (event.key === "Escape") fold(menu);
  }
}

function fold(menu) {
  menu.open = false;
  menu.querySelector("summary").focus();
}

// Back and forth among states of the switches; from place to place in the page there is nothing to fetch.
function popped() {
  if (location.search === search) return;
  search = location.search;
  follow();
}

// A form that changes the issue and not the page: what it did is seen as the page follows.
async function send(event) {
  const form = event.target.closest("[data-stays]");
  if (!form) return;
  event.preventDefault();
  if (sending) return;
  sending = true;
  const body = new URLSearchParams(new FormData(form));
  const done = await fetch(form.action, { method: "POST", body, redirect: "manual" }).catch(() => null);
  sending = false;
  const refused = document.getElementById("undone");
  refused.hidden = Boolean(done) && (done.ok || done.type === "opaqueredirect");
  refused.textContent = refused.hidden ? "" : "That was not done: the issue has changed meanwhile, or cannot be read. Look again.";
  follow();
}

async function copy(event) {
  const place = event.target.closest("[data-copy]");
  if (!place) return;
  await navigator.clipboard.writeText(place.dataset.copy);
  document.getElementById("status").textContent = `Copied: ${place.dataset.copy}`;
  place.classList.add("copied");
}

// On a narrow screen one of the two panes is shown, by the address alone; here it is only told which.
function markTab() {
  const preview = location.hash === "#look";
  for (const tab of document.querySelectorAll(".tabs a")) {
    tab.toggleAttribute("aria-current", (tab.hash === "#look") === preview);
    if (tab.hasAttribute("aria-current")) tab.setAttribute("aria-current", "true");
  }
}

document.addEventListener("click", closeMenus);
document.addEventListener("click", turn);
document.addEventListener("click", copy);
document.addEventListener("keydown", closeMenus);
document.addEventListener("submit", send);
document.addEventListener("toggle", (event) => {
  if (event.target.id === "reader" && event.target.open) document.getElementById("words").focus();
}, true);
addEventListener("blur", closeMenus); // a click into the letter is told to nobody else
addEventListener("hashchange", markTab);
addEventListener("popstate", popped);
for (const part of parts(document)) drawn.set(part.id, part.innerHTML);
markTab();
// Only after the letter has loaded: before, nobody knows which one it is.
addEventListener("load", () => {
  listen();
  document.addEventListener("visibilitychange", heed);
});
