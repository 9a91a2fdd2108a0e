"use strict";
// Follows the preview: when the server tells of another version, or a switch is set otherwise, the page fetches itself
// and takes over what differs. Only the server knows what a page looks like; nothing is put together here.

const LONGEST = 3000; // milliseconds a letter may take to load, before it is shown as far as it is
const STOPPED = document.getElementById("stopped");
const drawn = new Map(); // what the server last wrote for each part that follows
let stream = null;
let following = false;
let behind = false;

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
      await takeOver(await fetched());
    } catch {
      document.getElementById("coming")?.remove();
      STOPPED.hidden = false;
    }
  }
  following = false;
}

async function fetched() {
  const answer = await fetch(location.href, { cache: "no-store" });
  if (!answer.ok) throw new Error(answer.statusText);
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

async function takeOver(page) {
  const frame = document.getElementById("letter");
  const next = page.getElementById("letter");
  const main = page.querySelector("main");
  if (!next) document.querySelector("main").replaceChildren(...main.childNodes);
  else if (!frame || shownIn(frame) !== address(next)) await replace(frame, next);
  else if (frame.className !== next.className) keepingPlace(frame, () => { frame.className = next.className; });
  for (const part of parts(page)) redraw(document.getElementById(part.id), part);
  document.querySelector("main").className = main.className;
  document.title = page.title;
  document.body.dataset.version = page.body.dataset.version;
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
  document.querySelector("main").append(next);
  await done;
  if (!shownIn(next)) throw new Error("there is no letter");
  if (frame?.title === next.title) {
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
  for (const list of part.querySelectorAll("details")) {
    const same = next.querySelector(`#${list.id}`);
    if (same) same.open = list.open;
  }
  const scrolled = part.querySelector(".list")?.scrollTop;
  const focusable = "a, summary, button";
  const focused = part.contains(document.activeElement) ? document.activeElement : null;
  const place = focused ? [...part.querySelectorAll(focusable)].indexOf(focused) : -1;
  part.replaceChildren(...next.childNodes);
  if (scrolled && part.querySelector(".list")) part.querySelector(".list").scrollTop = scrolled;
  if (place >= 0) part.querySelectorAll(focusable)[place]?.focus();
}

// A switch is a link. A plain click need not load the page again; any other is the browser's.
function turn(event) {
  const link = event.target.closest("#bar a");
  if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  if (link.closest("#variants")) foldVariants();
  if (link.href !== location.href) history.pushState(null, "", link.href);
  follow();
}

// The list of variants lies over the letter: it closes as menus do.
function closeVariants(event) {
  const list = document.getElementById("variants");
  if (!list?.open || (event.type === "keydown" ? event.key !== "Escape" : list.contains(event.target))) return;
  if (event.type === "keydown") foldVariants();
  else list.open = false;
}

function foldVariants() {
  const list = document.getElementById("variants");
  list.open = false;
  list.querySelector("summary").focus();
}

async function copy(event) {
  const place = event.target.closest("[data-copy]");
  if (!place) return;
  await navigator.clipboard.writeText(place.dataset.copy);
  document.getElementById("status").textContent = `Copied: ${place.dataset.copy}`;
  place.classList.add("copied");
}

document.addEventListener("click", closeVariants);
document.addEventListener("click", turn);
document.addEventListener("click", copy);
document.addEventListener("keydown", closeVariants);
addEventListener("blur", closeVariants); // a click into the letter is told to nobody else
addEventListener("popstate", follow);
for (const part of parts(document)) drawn.set(part.id, part.innerHTML);
// Only after the letter has loaded: before, nobody knows which one it is.
addEventListener("load", () => {
  listen();
  document.addEventListener("visibilitychange", heed);
});
