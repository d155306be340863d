/** The blocks of the minutes on the page: made from their templates, kept in step with the server, both versions shown in a conflict. */
import { changeOf, fieldsOf, grow, isDirty, lastOf, learn, setValue } from "./autosave.js";
import { hide, make, show } from "./banners.js";
import { word } from "./words.js";

const NOBODY = "00000000-0000-0000-0000-000000000000";
const STEP = 10;
// Names of fields in the model that are called otherwise in the form.
const FIELD = { mayor_approval: "mayor" };

/** The form of a block or a person. */
export function blockOf(id) {
  return document.querySelector(`[data-id="${CSS.escape(id)}"], [data-person="${CSS.escape(id)}"]`);
}

function newId() {
  const octets = crypto.getRandomValues(new Uint8Array(16));
  octets[6] = (octets[6] & 0x0f) | 0x40;
  octets[8] = (octets[8] & 0x3f) | 0x80;
  const hex = [...octets].map((octet) => octet.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** Add an empty block under a topic, ready for typing. Nothing is sent before something is written. */
export function add(section, kind, { id = newId(), position = 0, isQuiet = false } = {}) {
  const blocks = section.querySelector("[data-blocks]");
  const form = document.querySelector(`template[data-new="${kind}"]`).content.firstElementChild.cloneNode(true);
  const last = [...blocks.children].reduce((most, one) => Math.max(most, Number(one.dataset.position) || 0), 0);
  form.id = `block-${id}`;
  form.dataset.id = id;
  form.dataset.position = position || last + STEP;
  form.dataset.url = form.dataset.url.replace(NOBODY, id);
  form.elements.item.value = section.dataset.item;
  place(blocks, form);
  learn(form);
  if (!isQuiet) form.elements.text.focus();
  return form;
}

function place(blocks, form) {
  const after = [...blocks.children].find((one) => Number(one.dataset.position) > Number(form.dataset.position));
  blocks.insertBefore(form, after ?? null);
}

/** Show the number of a decision. */
export function rename(form, label) {
  const place = form.querySelector("[data-label]");
  if (place) place.textContent = label;
}

/** Bring the page in step with the server; what somebody here is typing stays. */
export function follow(state, queue) {
  const there = new Set(state.blocks.map((block) => block.id));
  for (const block of state.blocks) followBlock(block, queue);
  for (const form of document.querySelectorAll("form[data-id]")) {
    const isTyped = fieldsOf(form).some((field) => isDirty(form, field));
    if (!there.has(form.dataset.id) && Number(form.dataset.revision) && !queue.holds(form.dataset.id) && !isTyped) form.remove();
  }
  for (const person of state.people) followPerson(person, queue);
  for (const section of document.querySelectorAll(".it")) {
    const isCurrent = section.dataset.item === state.current;
    section.querySelector("[data-now]").hidden = !isCurrent;
    section.querySelector("[data-take-up]").hidden = isCurrent;
  }
}

function followBlock(block, queue) {
  if (queue.holds(block.id)) return;
  const section = document.getElementById(`item-${block.item}`);
  const form = blockOf(block.id) ?? (section && add(section, block.block, { id: block.id, position: block.position, isQuiet: true }));
  if (!form) return;
  form.dataset.revision = block.revision;
  form.elements.revision.value = block.revision;
  rename(form, block.label);
  for (const [name, value] of Object.entries(block.fields)) {
    const field = form.elements[name];
    if (field && !isDirty(form, field)) setValue(form, field, value);
  }
  const votes = form.querySelector("[data-votes]");
  if (votes) votes.hidden = form.elements.kind.value !== "vote";
}

function followPerson(person, queue) {
  const form = blockOf(person.id);
  if (!form || queue.holds(person.id)) return;
  form.dataset.revision = person.revision;
  form.dataset.presence = person.fields.presence;
  for (const button of form.querySelectorAll(".presence button")) button.setAttribute("aria-pressed", String(button.value === person.switch));
  for (const [name, value] of Object.entries(person.fields)) {
    const field = form.elements[name];
    if (field instanceof HTMLInputElement && field.type !== "submit" && !isDirty(form, field)) setValue(form, field, value);
  }
}

/** Two people changed the same words: both versions stand side by side until one decides. */
export function conflict(form, change, body, queue) {
  if (!form) return;
  form.dataset.revision = body.theirs.revision;
  form.querySelector(".clash")?.remove();
  const panel = make("div", { class: "clash note watch", role: "alert" }, make("p", { class: "b" }, word("conflict", { who: body.who || word("somebody") })));
  for (const clash of body.clashes) {
    const field = form.elements[FIELD[clash] ?? clash];
    if (!field) continue;
    const theirs = body.theirs.fields[field.name];
    panel.append(sides(form, field, theirs, queue, () => panel.querySelector(".clash-field") ?? panel.remove()));
  }
  form.append(panel);
  panel.querySelector("button")?.focus();
}

function sides(form, field, theirs, queue, settled) {
  const mine = field.type === "checkbox" ? field.checked : field.value;
  const row = make("div", { class: "clash-field" });
  const choose = (value) => {
    setValue(form, field, theirs);
    const was = lastOf(form, field.name);
    setValue(form, field, value);
    if (value !== theirs) queue.add(changeOf(form, { fields: { [field.name]: value }, was: { [field.name]: was } }));
    row.remove();
    settled();
    field.focus();
  };
  const button = (name, value) => make("button", { type: "button", class: "btn second sm", onclick: () => choose(value) }, word(name));
  const side = (title, value, ...buttons) => make("div", {}, make("b", { class: "small" }, word(title)), make("p", { class: "pre-line", dir: "auto" }, shown(field, value)), ...buttons);
  row.append(side("mine", mine, button("keep_mine", mine)), side("theirs", theirs, button("take_theirs", theirs)));
  if (field.tagName === "TEXTAREA") row.append(button("keep_both", `${theirs}\n${mine}`));
  return row;
}

function shown(field, value) {
  if (field instanceof HTMLSelectElement) return [...field.options].find((option) => option.value === value)?.text ?? "";
  return typeof value === "boolean" ? (value ? "✓" : "–") : String(value);
}

/** Somebody removed the block while words were on their way: they are offered back. */
export function dropGone(form, change, queue) {
  if (change.verb !== "write" || !form) return;
  const name = `gone-${change.block}`;
  const again = () => {
    hide(name);
    renew(form, queue);
  };
  show(name, "watch", word("gone"), form.elements.text?.value ?? "", [make("button", { type: "button", class: "btn second sm", onclick: again }, word("restore"))]);
}

/** Put a removed block back where it was, under an id of its own. */
export function restore(copy, texts, within, before, queue) {
  within.insertBefore(copy, before?.isConnected ? before : null);
  for (const field of fieldsOf(copy)) {
    if (field.type === "checkbox") field.checked = texts.has(field.name);
    else field.value = texts.get(field.name) ?? "";
    grow(field);
  }
  renew(copy, queue);
}

function renew(form, queue) {
  const id = newId();
  form.dataset.url = form.dataset.url.replace(form.dataset.id, id);
  Object.assign(form.dataset, { id, revision: 0 });
  form.id = `block-${id}`;
  learn(form);
  const fields = Object.fromEntries(fieldsOf(form).map((field) => [field.name, field.type === "checkbox" ? field.checked : field.value]));
  queue.add(changeOf(form, { fields, was: {} }));
}
