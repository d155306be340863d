/**
 * Planning a meeting: the clock runs while minutes are typed, items move by drag and by keys, and everything is saved a moment
 * after it was typed. Without a connection it is kept in this tab (sessionStorage, never longer) and saved when it returns.
 */
import { say } from "./live.js";

const form = document.querySelector("[data-plan]");
const list = document.querySelector("[data-rows]");
const KEY = `plan:${form?.dataset.key}`;
const PAUSE = 900;
const RETRY = 8000;
let timer = 0;
let running = false;
let dirty = false;

const rows = () => [...list.querySelectorAll("[data-row]")];
const field = (name) => form.elements.namedItem(name);

/** Minutes of an item, 0 while they cannot be read. */
function minutesOf(row) {
  const text = row.querySelector("[data-minutes]").value.trim();
  const clock = /^(\d{1,2}):([0-5]\d)$/.exec(text);
  if (clock) return Number(clock[1]) * 60 + Number(clock[2]);
  return /^\d{1,4}$/.test(text) ? Number(text) : 0;
}

/** Write the expected time before each item. */
function runClock() {
  const hour = /^(\d{2}):(\d{2})/.exec(field("hour")?.value || "");
  let at = hour ? Number(hour[1]) * 60 + Number(hour[2]) : null;
  for (const row of rows()) {
    const shown = at === null ? "" : `${String(Math.floor(at / 60) % 24).padStart(2, "0")}:${String(at % 60).padStart(2, "0")}`;
    row.querySelector("[data-at]").textContent = shown;
    row.classList.toggle("brk", row.querySelector("[data-kind]").value === "break");
    if (at !== null) at += minutesOf(row);
  }
  list.querySelector("[data-none]")?.toggleAttribute("hidden", rows().length > 0);
}

function status(text) {
  document.querySelector("[data-saved]").textContent = text;
}

function content() {
  const typed = new URLSearchParams(new FormData(form));
  typed.delete("do");
  return typed;
}

function show(parts) {
  for (const [name, html] of Object.entries(parts)) {
    const place = document.querySelector(`[data-part="${name}"]`);
    if (place && !place.contains(document.activeElement)) place.innerHTML = html;
  }
}

function keep() {
  try { sessionStorage.setItem(KEY, content().toString()); } catch { /* The tab has no room: the page itself still holds it. */ }
}

function later(wait) {
  clearTimeout(timer);
  timer = setTimeout(save, wait);
}

async function save() {
  if (running) { later(PAUSE); return; }
  running = true;
  dirty = false;
  keep();
  status(form.dataset.saving);
  try {
    const answer = await fetch(form.dataset.save, { method: "POST", body: content(), credentials: "same-origin" });
    const told = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : {};
    if (answer.ok && told.revision !== undefined) {
      field("revision").value = told.revision;
      if (!dirty) sessionStorage.removeItem(KEY);
      show(told.parts);
      status(told.saved);
    } else {
      status(form.dataset.failed);
      say(told.message || form.dataset.failed, "late");
    }
  } catch {
    dirty = true;
    status(form.dataset.offline);
    later(RETRY);
  } finally {
    running = false;
  }
}

function changed() {
  dirty = true;
  runClock();
  keep();
  later(PAUSE);
}

function move(row, step) {
  const other = step < 0 ? row.previousElementSibling : row.nextElementSibling;
  if (!other?.matches("[data-row]")) return;
  if (step < 0) other.before(row);
  else other.after(row);
  const title = row.querySelector("[name^='topic-']").value;
  say(`${title}: ${form.dataset.moved} ${rows().indexOf(row) + 1}`);
  changed();
}

function add() {
  const id = crypto.randomUUID();
  const html = document.querySelector("[data-blank]").innerHTML.replaceAll("ROW", id);
  list.insertAdjacentHTML("beforeend", html);
  list.lastElementChild.querySelector("[name^='topic-']").focus();
  changed();
}

function startDrag(event) {
  const grip = event.target.closest("[data-grip]");
  if (!grip || event.button) return;
  const row = grip.closest("[data-row]");
  grip.setPointerCapture(event.pointerId);
  row.classList.add("dragged");
  const follow = (moved) => {
    const before = rows().find((one) => one !== row && moved.clientY < one.getBoundingClientRect().top + one.offsetHeight / 2);
    if (before) before.before(row);
    else list.append(row);
  };
  const drop = () => {
    row.classList.remove("dragged");
    grip.removeEventListener("pointermove", follow);
    changed();
  };
  grip.addEventListener("pointermove", follow);
  grip.addEventListener("lostpointercapture", drop, { once: true });
}

/** A template of another length brings its length along; the button that fills the agenda shows only then. */
function follows(radio) {
  const action = document.querySelector("[data-template-action]");
  if (action) action.hidden = radio.defaultChecked;
}

function ready() {
  const chosen = document.querySelector("[data-templates] input:checked");
  if (chosen) follows(chosen);
  list.addEventListener("pointerdown", startDrag);
  list.addEventListener("keydown", (event) => {
    const grip = event.target.closest("[data-grip]");
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!grip || !step) return;
    event.preventDefault();
    move(grip.closest("[data-row]"), step);
    grip.focus();
  });
  list.addEventListener("click", (event) => {
    const button = event.target.closest("[data-move], [data-remove]");
    if (!button) return;
    event.preventDefault();
    const row = button.closest("[data-row]");
    if (button.dataset.move) { move(row, Number(button.dataset.move)); button.focus(); return; }
    const next = row.nextElementSibling || row.previousElementSibling;
    row.remove();
    next?.querySelector("[name^='topic-']")?.focus();
    changed();
  });
  document.querySelector("[data-add]")?.addEventListener("click", (event) => { event.preventDefault(); add(); });
  document.addEventListener("input", (event) => {
    if (event.target.form !== form) return;
    if (event.target.name === "template") { follows(event.target); return; }
    if (event.target.matches("[data-presenter-text]") && event.target.value) {
      event.target.closest("[data-row]").querySelector("[name^='presenter-']").value = "text";
    }
    changed();
  });
  form.addEventListener("submit", () => { clearTimeout(timer); dirty = false; sessionStorage.removeItem(KEY); });
  window.addEventListener("online", () => { if (dirty) save(); });
  window.addEventListener("beforeunload", (event) => { if (dirty) event.preventDefault(); });
  runClock();
  restore();
}

/** What this tab could not save before the page was loaded again is sent first. */
async function restore() {
  const kept = sessionStorage.getItem(KEY);
  if (!kept) return;
  sessionStorage.removeItem(KEY);
  const typed = new URLSearchParams(kept);
  typed.set("csrfmiddlewaretoken", field("csrfmiddlewaretoken").value);
  if (typed.get("revision") !== field("revision").value) { say(form.dataset.failed, "late"); return; }
  try {
    const answer = await fetch(form.dataset.save, { method: "POST", body: typed, credentials: "same-origin" });
    if (answer.ok) location.reload();
  } catch {
    sessionStorage.setItem(KEY, kept);
  }
}

if (form && list) ready();
