/**
 * A form is sent once: after the first submit its buttons wait. They wake when the page comes back from the history, when
 * htmx has its answer, and for forms that download (data-again).
 */
const SENT = "sent";

function wake(form) {
  delete form.dataset[SENT];
  for (const button of form.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method === "dialog" || "again" in form.dataset) return;
  if (SENT in form.dataset) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  form.dataset[SENT] = "";
  event.submitter?.setAttribute("aria-busy", "true");
}, true);

window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll(`form[data-${SENT}]`)) wake(form);
});
document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.target.closest?.("form");
  if (form) wake(form);
});
