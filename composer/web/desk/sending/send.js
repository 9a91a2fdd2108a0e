// Follows a send, or waits for one: the server tells how things stand, as the piece of the page that says so.
"use strict";

const live = document.getElementById("live");
const news = document.getElementById("news");
const waits = document.getElementById("waits");
const address = waits ? waits.dataset.events : live && live.dataset.events;
let stream = null;

function show(fragment) {
  live.innerHTML = fragment; // of this server, which escapes what others have said; the page runs no script but its own
  const word = live.querySelector("[data-news]").textContent;
  if (news.textContent !== word) news.textContent = word; // told aloud only when it is another, not every second
}

// The page is loaded whole, as there is something else to do now: a send has begun, or is over.
function load() {
  stream.close();
  const whole = new URL("?#balance", location.href).href;
  if (location.href === whole) location.reload(); // to go there would only scroll
  else location.replace(whole);
}

function listen() {
  stream = new EventSource(address);
  stream.addEventListener("balance", event => show(event.data));
  stream.addEventListener("changed", event => {
    document.getElementById("changed").innerHTML = event.data;
  });
  stream.addEventListener("over", load);
}

// A browser keeps only six connections open to a server: those of pages that nobody sees are for others.
function heed() {
  if (document.hidden) stream.close();
  else if (stream.readyState === EventSource.CLOSED) listen();
}

if (address) {
  listen();
  document.addEventListener("visibilitychange", heed);
}
