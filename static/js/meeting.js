/** The meeting as it runs: add blocks by button or key, save as typed, follow what others write. */
import { hide, make, mark, show } from "./banners.js";
import { changeOf, isPending, save, saveAll, watch } from "./autosave.js";
import { add, blockOf, conflict, dropGone, follow, rename, restore } from "./meeting_blocks.js";
import { onKey } from "./keys.js";
import { Queue } from "./offline.js";
import { ago, counted, word } from "./words.js";

const POLL = 5000;
const meeting = document.querySelector("[data-meeting]");
const saved = document.querySelector("[data-saved]");
let token = JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
let etag = "";
let newest = 0;
let savedAt = 0;
let asking = false;
let leaving = "";

if (meeting.dataset.shortcuts === "off") document.body.dataset.shortcuts = "off";

const queue = new Queue(`meeting-${meeting.dataset.meeting}`, {
  async token(fresh) {
    if (fresh) {
      etag = "";
      await ask();
    }
    return token;
  },
  state(name, left) {
    hide("offline");
    hide("signed_out");
    if (name === "offline") show("offline", "watch", word("offline"), `${word("offline_text")} ${counted("", left)}`);
    if (name === "signed_out") {
      const link = make("a", { class: "btn second sm", href: `${meeting.dataset.signIn}?next=${encodeURIComponent(location.pathname)}`, target: "_blank", rel: "noopener" }, word("sign_in"));
      show("signed_out", "late", word("signed_out"), `${word("signed_out_text")} ${counted("", left)}`, [link]);
    }
    if (name === "saved") {
      savedAt = Date.now();
      if (leaving && !isPending()) location.assign(leaving);
      else setTimeout(ask, 150);
    }
    tellSaved(name);
  },
  answered(change, status, body) {
    if (body.meeting) newest = Math.max(newest, body.meeting);
    const form = blockOf(change.block);
    hide(`refused-${change.block}`);
    if (status === 200) {
      if (form && body.block) {
        form.dataset.revision = body.block.revision;
        if (body.block.label) rename(form, body.block.label);
      }
    } else if (status === 409 && change.kind === "person") {
      show(`refused-${change.block}`, "watch", word("conflict", { who: body.who || word("somebody") }));
      etag = "";
    } else if (status === 409) conflict(form, change, body, queue);
    else if (status === 410 || status === 404) dropGone(form, change, queue);
    else show(`refused-${change.block}`, "late", word("refused"), body.message ?? "", [dismissal(`refused-${change.block}`)]);
  },
});

function dismissal(name) {
  return make("button", { class: "btn quiet sm", type: "button", onclick: () => hide(name) }, word("dismiss"));
}

function tellSaved(name) {
  if (name === "saving") return;
  const text = name === "saved" ? (savedAt ? `${word("saved")} ${ago(Math.round((Date.now() - savedAt) / 1000))}` : "") : word("waiting");
  if (!text) return;
  saved.replaceChildren(mark(name === "saved" ? "ok" : "watch"), text);
}

/** Ask what others wrote. */
async function ask() {
  if (asking) return;
  asking = true;
  try {
    const response = await fetch(meeting.dataset.changes, { redirect: "manual", cache: "no-store", headers: etag ? { "If-None-Match": etag } : {} });
    if (response.status !== 200) return;
    const state = await response.json();
    token = state.token;
    if (state.meeting < newest) return;
    etag = response.headers.get("ETag") ?? "";
    newest = state.meeting;
    if (state.state === "closed") {
      show("closed", "ok", word("closed"), "", [make("a", { class: "btn second sm", href: state.closed_url }, word("to_protocol"))]);
      return;
    }
    follow(state, queue);
    for (const [name, markup] of Object.entries(state.panels)) replacePanel(name, markup);
    if (state.items.some((id) => !document.getElementById(`item-${id}`) && !state.breaks.includes(id))) {
      show("item", "now", word("new_item"), "", [make("a", { class: "btn second sm", href: location.pathname }, word("reload"))]);
    }
    tick();
  } catch {
    // No connection: the queue says so when there is something to save.
  } finally {
    asking = false;
  }
}

function replacePanel(name, markup) {
  const panel = document.querySelector(`[data-panel="${name}"]`);
  if (!panel || (panel.contains(document.activeElement) && document.activeElement !== panel)) return;
  panel.innerHTML = markup;
}

/** What changes with the clock alone. */
function tick() {
  if (savedAt && !queue.length) tellSaved("saved");
  for (const left of document.querySelectorAll("[data-ends]")) {
    const minutes = Math.round((Number(left.dataset.ends) + Number(left.dataset.minutes) * 60 - Date.now() / 1000) / 60);
    left.textContent = minutes > 0 ? counted("left_", minutes) : minutes === 0 ? word("time_up") : counted("over_", -minutes);
  }
}

/** The topic somebody works on: where the focus is, else the one on the table, else the first. */
function section() {
  return document.activeElement?.closest?.(".it") ?? document.querySelector("[data-now]:not([hidden])")?.closest(".it") ?? document.querySelector(".it");
}

for (const [code, kind] of [["KeyS", "note"], ["KeyV", "decision"], ["KeyN", "task"]]) {
  onKey(code, () => add(section(), kind));
}

document.addEventListener("submit", (event) => {
  const { target: form, submitter } = event;
  if (form.matches("[data-add]") && submitter?.dataset.kind) {
    event.preventDefault();
    add(form.closest(".it"), submitter.dataset.kind);
  } else if (form.matches("[data-add], [data-quick]")) {
    event.preventDefault();
    queue.add({ url: submitter?.getAttribute("formaction") ?? form.action, verb: "quick", block: form.action, kind: "quick", body: {} });
  } else if (form.matches("[data-person]")) {
    event.preventDefault();
    if (submitter?.name === "presence") press(form, submitter);
    else save(form, queue);
  } else if (form.matches("[data-block]")) {
    event.preventDefault();
    if (submitter && "remove" in submitter.dataset) remove(form);
    else save(form, queue);
  }
});

/** The presence switch: shown at once, saved behind. */
function press(form, button) {
  for (const one of form.querySelectorAll(".presence button")) one.setAttribute("aria-pressed", String(one === button));
  const was = { presence: form.dataset.presence ?? "" };
  queue.add(changeOf(form, { fields: { presence: button.value }, was }));
}

/** Take a block away; it can be put back. */
function remove(form) {
  const copy = form.cloneNode(true);
  const texts = new FormData(form);
  const name = `removed-${form.dataset.id}`;
  const before = form.nextElementSibling;
  const within = form.parentElement;
  if (Number(form.dataset.revision) || queue.holds(form.dataset.id)) queue.add(changeOf(form, {}, "remove"));
  form.remove();
  if (![...texts.entries()].some(([field, value]) => field === "text" && value.trim())) return;
  const undo = () => {
    hide(name);
    restore(copy, texts, within, before, queue);
  };
  show(name, "watch", word("removed"), "", [make("button", { class: "btn second sm", type: "button", onclick: undo }, word("undo")), dismissal(name)]);
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href^='#']");
  if (link && leadTo(link.hash.slice(1))) event.preventDefault();
  const exit = event.target.closest(".stickbar a[href^='/']");
  if (exit) leave(event, exit);
});

/** Go to a gap, say there what is missing, and put the focus into the first empty field. */
function leadTo(id) {
  const target = document.getElementById(id);
  if (!target) return false;
  for (let at = target; at; at = at.parentElement) if (at instanceof HTMLDetailsElement) at.open = true;
  for (const details of id === "attendance" ? target.querySelectorAll(".more-people") : []) details.open = true;
  let first = id === "attendance" ? [...target.querySelectorAll(".presence")].find((one) => !one.querySelector("[aria-pressed=true]"))?.querySelector("button") : null;
  for (const error of target.querySelectorAll("[data-error]")) {
    const field = target.elements[error.dataset.error];
    error.hidden = Boolean(field.value);
    field.toggleAttribute("aria-invalid", !field.value);
    if (!field.value) field.setAttribute("aria-invalid", "true");
    if (!field.value) first ??= field;
  }
  (first ?? target.querySelector("textarea:placeholder-shown") ?? target).focus({ preventScroll: true });
  target.scrollIntoView({ block: "center" });
  return true;
}

/** Ending leads to the first gap while there is one; leaving waits until everything is saved. */
function leave(event, link) {
  const gap = "finish" in link.dataset && document.querySelector(".readiness a:not(.plain)");
  if (gap && leadTo(gap.hash.slice(1))) {
    event.preventDefault();
    return;
  }
  saveAll(queue);
  if (!queue.length) return;
  event.preventDefault();
  leaving = link.href;
}

watch(meeting, queue, (form, field) => {
  tellSaved("waiting");
  const error = form.querySelector(`[data-error="${field.name}"]`);
  if (error && field.value) {
    error.hidden = true;
    field.removeAttribute("aria-invalid");
  }
  const votes = field.name === "kind" && form.querySelector("[data-votes]");
  if (votes) votes.hidden = field.value !== "vote";
});
window.addEventListener("beforeunload", (event) => isPending() && event.preventDefault());
restoreWaiting();
setInterval(() => document.hidden || ask(), POLL);
setInterval(tick, 10000);
tick();
ask();

/** After a reload: what still waits is shown again and sent. */
function restoreWaiting() {
  if (!queue.length) return;
  for (const change of queue.waiting) {
    if (change.verb === "remove") blockOf(change.block)?.remove();
    else if (change.kind !== "quick") rebuild(change);
  }
  queue.hurry();
}

function rebuild(change) {
  let form = blockOf(change.block);
  const within = document.getElementById(`item-${change.body.item}`);
  if (!form && within && change.kind !== "person") form = add(within, change.kind, { id: change.block, position: change.body.position, isQuiet: true });
  for (const [name, value] of Object.entries(change.body.fields ?? {})) {
    const field = form?.elements[name];
    if (field?.type === "checkbox") field.checked = value;
    else if (field && "value" in field) field.value = value;
  }
}
