/**
 * Fields that save themselves. A form with `data-url` sends the fields that changed, each with what it said before (`was`), so that
 * the server can tell a conflict from a change elsewhere. `save(form, queue)` sends now; typing sends after a pause.
 */
const PAUSE = 700;
const known = new WeakMap();
const timers = new Map();

/** The fields of a form by name; buttons and hidden ones do not count. */
export function fieldsOf(form) {
  return [...form.elements].filter((field) => field.name && !["hidden", "submit", "button"].includes(field.type));
}

/** What a field says: text, or whether it is ticked. */
export function valueOf(field) {
  return field.type === "checkbox" ? field.checked : field.value;
}

/** Let a field say something, as the server's word. */
export function setValue(form, field, value) {
  if (field.type === "checkbox") field.checked = Boolean(value);
  else if (field.value !== String(value ?? "")) field.value = value ?? "";
  knownOf(form)[field.name] = valueOf(field);
  grow(field);
}

function knownOf(form) {
  if (!known.has(form)) known.set(form, Object.fromEntries(fieldsOf(form).map((field) => [field.name, valueOf(field)])));
  return known.get(form);
}

/** Remember what the fields say now as what the server knows. */
export function learn(form) {
  known.delete(form);
  knownOf(form);
}

/** The last thing the server knows, or was sent, of a field. */
export function lastOf(form, name) {
  return knownOf(form)[name];
}

/** Whether something was typed that was not sent. */
export function isDirty(form, field) {
  return valueOf(field) !== knownOf(form)[field.name];
}

/** Forms that wait for the pause in typing. */
export function isPending() {
  return timers.size > 0;
}

/** Send what changed in the form. */
export function save(form, queue) {
  clearTimeout(timers.get(form));
  timers.delete(form);
  const said = knownOf(form);
  const fields = {};
  const was = {};
  for (const field of fieldsOf(form)) {
    if (!isDirty(form, field)) continue;
    fields[field.name] = valueOf(field);
    was[field.name] = said[field.name];
    said[field.name] = valueOf(field);
  }
  if (Object.keys(fields).length) queue.add(changeOf(form, { fields, was }));
}

/** A change of the form as the queue takes it. */
export function changeOf(form, body, verb = "write") {
  const { id, person, revision, position, block } = form.dataset;
  const url = verb === "remove" ? `${form.dataset.url}remove/` : form.dataset.url;
  const item = form.elements.item?.value ?? "";
  return { url, verb, block: id ?? person, kind: block ?? "person", body: { item, revision: Number(revision), position: Number(position), ...body } };
}

/** Send everything typed so far. */
export function saveAll(queue) {
  for (const form of [...timers.keys()]) save(form, queue);
}

/** Where the browser cannot let a text field grow with its content, this does. */
export function grow(field) {
  if (!(field instanceof HTMLTextAreaElement) || CSS.supports("field-sizing", "content")) return;
  field.style.blockSize = "auto";
  field.style.blockSize = `${field.scrollHeight}px`;
}

/** Watch the forms inside `root`; `touched(form)` is called as soon as somebody types. */
export function watch(root, queue, touched) {
  root.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-url]");
    if (!form) return;
    grow(event.target);
    touched(form, event.target);
    clearTimeout(timers.get(form));
    timers.set(form, setTimeout(() => save(form, queue), event.target.tagName === "SELECT" || event.target.type === "checkbox" ? 0 : PAUSE));
  });
  root.addEventListener("focusout", (event) => {
    const form = event.target.closest?.("form[data-url]");
    if (form && timers.has(form)) save(form, queue);
  });
  document.addEventListener("visibilitychange", () => document.hidden && saveAll(queue));
  window.addEventListener("beforeunload", () => saveAll(queue));
  for (const form of root.querySelectorAll("form[data-url]")) {
    learn(form);
    for (const field of fieldsOf(form)) grow(field);
  }
}
