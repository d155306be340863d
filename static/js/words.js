/** Sentences of a page for its scripts, translated by the server: <template data-words><i data-w="saved">…</i></template>. */
const template = document.querySelector("template[data-words]");
const words = Object.fromEntries([...(template?.content.querySelectorAll("[data-w]") ?? [])].map((one) => [one.dataset.w, one.textContent]));
const plural = new Intl.PluralRules(document.documentElement.lang);

/** The sentence of that name; {placeholders} are filled. */
export function word(name, values = {}) {
  return (words[name] ?? "").replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");
}

/** The sentence for that many: `<prefix>one`, `<prefix>two`, `<prefix>other`. */
export function counted(prefix, n) {
  const form = plural.select(n);
  return word(`${prefix}${form}` in words ? `${prefix}${form}` : `${prefix}other`, { n });
}

/** "20 seconds ago", in the language of the page. */
export function ago(seconds) {
  const relative = new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: "always" });
  return seconds < 60 ? relative.format(-seconds, "second") : relative.format(-Math.floor(seconds / 60), "minute");
}
