/** Messages of a working screen that stay until they are over: one per name, with their action beside them. */
const place = document.querySelector("[data-banners]");
const MARKS = {
  watch: '<path d="M10 1.5 19 18H1z" fill="var(--watch-fill)" stroke="var(--watch)" stroke-width="1.2" stroke-linejoin="round"/><path d="M10 7v5M10 14.7v.3" stroke="var(--paper-ink)" stroke-width="2.2" stroke-linecap="round"/>',
  late: '<rect x="1" y="1" width="18" height="18" rx="3" fill="var(--late-fill)"/><path d="m6 6 8 8M14 6l-8 8" stroke="var(--mist-0)" stroke-width="2.4" stroke-linecap="round"/>',
  ok: '<circle cx="10" cy="10" r="9" fill="var(--ok-fill)"/><path d="m5.8 10.3 2.9 2.9 5.5-6" fill="none" stroke="var(--mist-0)" stroke-width="2.4" stroke-linecap="round" stroke-linejoin="round"/>',
  now: '<circle cx="10" cy="10" r="6.5" fill="var(--surface)" stroke="var(--now)" stroke-width="5"/>',
};

/** A mark as the server draws it. */
export function mark(kind) {
  const holder = document.createElement("template");
  holder.innerHTML = `<svg width="18" height="18" viewBox="0 0 20 20" aria-hidden="true">${MARKS[kind]}</svg>`;
  return holder.content.firstChild;
}

/** An element with attributes and children; text is text, never markup. */
export function make(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value !== false && value !== null) made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children);
  return made;
}

/** Show a message, or change the one of that name. `actions` are elements. */
export function show(name, kind, title, text = "", actions = []) {
  const before = place.querySelector(`[data-banner="${name}"]`);
  if (before?.dataset.said === title + text) return;
  const row = actions.length ? [make("div", { class: "row s-2 mbs-2" }, ...actions)] : [];
  const body = make("div", {}, make("p", { class: "b" }, title), ...(text ? [make("p", {}, text)] : []), ...row);
  const note = make("div", { class: `note icon ${kind}`, "data-banner": name, "data-said": title + text, role: kind === "late" ? "alert" : "status" }, mark(kind), body);
  if (before) before.replaceWith(note);
  else place.append(note);
}

/** Take a message away. */
export function hide(name) {
  place.querySelector(`[data-banner="${name}"]`)?.remove();
}
