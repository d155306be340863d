/**
 * The one polite place where a script or the server says what happened. The text stays until something else is said.
 * say("נשמר") from a module; HX-Trigger: {"workit:say": {"text": "…"}} from the server.
 */
const region = document.querySelector("[data-live]");

/** Say it; `kind` is ok, watch, late or nothing. */
export function say(text, kind = "") {
  if (!region) return;
  const note = document.createElement("div");
  note.className = `note ${kind}`;
  note.textContent = text;
  region.replaceChildren(note);
}

document.addEventListener("workit:say", (event) => say(event.detail.text, event.detail.kind));
