"use strict";
// Follows the preview: when the server tells of another version, the page fetches itself and takes over what differs.

const STOPPED = document.getElementById("stopped");
const drawn = new Map(); // what the server last wrote for each part that follows
let stream = null;
let following = false;
let behind = false;

function parts(page) {
  return page.querySelectorAll("[data-follows]");
}

function listen() {
  stream = new EventSource("/events");
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
  if (!frame || !next) {
    if (frame || next) location.reload();
  } else if (frame.getAttribute("src") !== next.getAttribute("src")) {
    frame.replaceWith(next);
  } else if (frame.dataset.digest !== next.dataset.digest) {
    await again(frame, next.dataset.digest);
    frame.dataset.digest = next.dataset.digest;
  }
  for (const part of parts(page)) redraw(document.getElementById(part.id), part);
  document.querySelector("main").className = page.querySelector("main").className;
  document.title = page.title;
  document.body.dataset.version = page.body.dataset.version;
}

function redraw(part, next) {
  if (drawn.get(part.id) === next.innerHTML) return;
  drawn.set(part.id, next.innerHTML);
  for (const open of part.querySelectorAll("details[open]")) {
    const same = next.querySelector(`#${open.id}`);
    if (same) same.open = true;
  }
  const focused = part.contains(document.activeElement) ? document.activeElement : null;
  const place = focused ? [...part.querySelectorAll("a, summary")].indexOf(focused) : -1;
  part.replaceChildren(...next.childNodes);
  if (place >= 0) part.querySelectorAll("a, summary")[place]?.focus();
}

// Loads the letter again where it stands. Its document has no origin, so this page can neither read nor set how far
// it is scrolled; but a browser does so for a place it returns to in its history. So: away, and back.
async function again(frame, digest) {
  const away = loaded(frame);
  frame.contentWindow.location = "about:blank";
  await away;
  await pause(SETTLES); // the browser notes a place after the page in it has loaded
  const back = loaded(frame);
  history.back();
  await Promise.race([back, pause(LONGEST)]);
  await pause(SETTLES);
  // The letter came with its digest in a cookie. If the way back led elsewhere, what is new matters more than the place.
  if (!document.cookie.includes(digest)) frame.src = frame.getAttribute("src");
}

const SETTLES = 80; // milliseconds
const LONGEST = 3000;

function loaded(frame) {
  return new Promise((done) => frame.addEventListener("load", done, { once: true }));
}

function pause(milliseconds) {
  return new Promise((done) => setTimeout(done, milliseconds));
}

// The list of variants lies over the letter: it closes as menus do.
function closeVariants(event) {
  const list = document.getElementById("variants");
  if (!list?.open || (event.type === "keydown" ? event.key !== "Escape" : list.contains(event.target))) return;
  list.open = false;
  if (event.type === "keydown") list.querySelector("summary").focus();
}

document.addEventListener("click", closeVariants);
document.addEventListener("keydown", closeVariants);
addEventListener("blur", closeVariants); // a click into the letter is told to nobody else
for (const part of parts(document)) drawn.set(part.id, part.innerHTML);
// Only after the letter has loaded: leaving it before would not make a place in the history to return to.
addEventListener("load", () => {
  listen();
  document.addEventListener("visibilitychange", heed);
});
