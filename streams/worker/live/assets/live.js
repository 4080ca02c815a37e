// Keeps an open page current. The server renders everything; this asks whether anything is new, fetches the same page
// again and puts what changed in its place, so that focus, selection and scrolling stay where they are.
"use strict";

const POLL_MS = 2000;
const PLOTS_MS = 10000; // a plot's stretch: without any arrival, plots move on so often
const live = document.getElementById("live");
const list = document.getElementById("list");
const known = new Map(); // row id -> its HTML as the server sent it
let sequence = live ? live.dataset.sequence : "";
let refreshed = Date.now();
let arrived = 0;
let paused = false;

function say(text) {
  const place = live.querySelector("span");
  if (place.textContent !== text) place.textContent = text;
}

async function text(url) {
  const answer = await fetch(url, { cache: "no-store", credentials: "same-origin", redirect: "error" });
  if (!answer.ok) throw new Error(`${answer.status}`);
  return answer.text();
}

async function poll() {
  if (paused || document.hidden) return;
  try {
    const state = JSON.parse(await text("/api/state"));
    const isNew = String(state.sequence) !== sequence;
    const isStale = isNew || (list && Date.now() - refreshed >= PLOTS_MS);
    const page = isStale ? new DOMParser().parseFromString(await text(location.href), "text/html") : null;
    if (paused) return; // while we waited for the answer
    if (page) {
      if (list) showList(page);
      else showChange(page);
      sequence = String(state.sequence);
      refreshed = Date.now();
    }
    if (!live.querySelector("a")) say(list ? standing(state.problem) : "");
    if (list) count();
  } catch (error) {
    if (paused) return;
    sequence = ""; // a link to what has changed may have stood here: it is to come back
    say(error.message === "404" ? "The view does not hold this article any more." : "The worker does not answer. Trying again.");
  }
}

function standing(problem) {
  if (problem) return "Nothing new can come: the worker cannot read from Kafka.";
  return "Live.";
}

function count() { // beside the status: a screen reader would never come to rest
  if (arrived) live.querySelector(".count").textContent = `${arrived.toLocaleString("en")} new since this page was opened.`;
}

function showList(page) {
  for (const id of ["rates", "status"]) replace(document.getElementById(id), page.getElementById(id));
  for (const control of document.querySelectorAll("datalist")) replace(control, page.getElementById(control.id));
  for (const select of document.querySelectorAll("select")) showOptions(select, page);
  replace(list.querySelector(".listhead"), page.querySelector("#list .listhead"));
  const fresh = page.querySelector("#list > .articles");
  const rows = list.querySelector(".articles");
  if (fresh && rows) showRows(rows, fresh);
  else replace(rows || list.querySelector(".nothing"), fresh || page.querySelector("#list > .nothing"), true);
  showPages(list.querySelector(".pages"), page.querySelector("#list .pages"));
}

function showPages(before, after) {
  if (before && after) replace(before, after);
  else if (after) list.append(document.adoptNode(after));
  else if (before) before.remove();
}

function replace(before, after, isFirst = false) {
  if (!before || !after || before.outerHTML === after.outerHTML) return;
  if (isFirst) for (const row of after.children) remember(row, row.outerHTML);
  before.replaceWith(document.adoptNode(after));
}

function showOptions(select, page) {
  const fresh = page.querySelector(`select[name="${select.name}"]`);
  if (document.activeElement === select || fresh.innerHTML === select.innerHTML) return;
  const chosen = select.value;
  select.replaceChildren(...fresh.children);
  select.value = chosen;
}

function showRows(rows, fresh) {
  let cursor = rows.firstElementChild;
  for (const row of [...fresh.children]) {
    const html = row.outerHTML;
    const old = document.getElementById(row.id);
    if (old && known.get(row.id) !== html) {
      known.set(row.id, html);
      const hadFocus = old.contains(document.activeElement);
      old.replaceChildren(...row.children);
      if (hadFocus) old.querySelector("a").focus();
    }
    const node = old || remember(document.adoptNode(row), html);
    if (node === cursor) cursor = cursor.nextElementSibling;
    else rows.insertBefore(node, cursor);
  }
  while (cursor) {
    const next = cursor.nextElementSibling;
    known.delete(cursor.id);
    cursor.remove();
    cursor = next;
  }
}

function remember(row, html) {
  known.set(row.id, html);
  row.classList.add("new");
  arrived += 1;
  return row;
}

function showChange(page) {
  if (page.getElementById("content").innerHTML === opened) return;
  const link = document.createElement("a");
  link.href = location.pathname + location.search;
  link.textContent = "This article has changed: show it as it is now";
  live.querySelector("span").replaceChildren(link);
}

function pauseButton() {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "Pause";
  button.addEventListener("click", () => {
    paused = !paused;
    button.textContent = paused ? "Resume" : "Pause";
    say(paused ? "Paused." : standing());
    poll();
  });
  return button;
}

const opened = document.getElementById("content").innerHTML;
if (live) {
  if (list) {
    for (const row of list.querySelectorAll(".articles > li")) known.set(row.id, row.outerHTML);
    live.append(pauseButton());
    say(standing());
  }
  const again = () => poll().finally(() => setTimeout(again, POLL_MS));
  setTimeout(again, POLL_MS);
  document.addEventListener("visibilitychange", poll);
}
