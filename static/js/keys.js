/**
 * Shortcuts by physical key, so they work in a Hebrew and in a Latin keyboard layout.
 * Markup: <button data-shortcut="Slash"> is pressed by that key (KeyboardEvent.code) when focus is outside a field.
 * Scripts: onKey("KeyD", handler). A page switches letters off with <body data-shortcuts="off">.
 */
const handlers = new Map();

/** Whether what has the focus takes typing. */
export function isTyping(target) {
  return target instanceof Element && (target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]") !== null);
}

/** Call `handler(event)` when the physical key is pressed outside a field. */
export function onKey(code, handler) {
  handlers.set(code, handler);
}

document.addEventListener("keydown", (event) => {
  const modified = event.ctrlKey || event.metaKey || event.altKey;
  if (event.defaultPrevented || modified || event.repeat || isTyping(event.target)) return;
  if (document.body.dataset.shortcuts === "off" || document.querySelector("dialog[open]")) return;
  const handler = handlers.get(event.code);
  const button = document.querySelector(`[data-shortcut="${CSS.escape(event.code)}"]`);
  if (!handler && !button) return;
  event.preventDefault();
  if (handler) handler(event);
  else button.click();
});
