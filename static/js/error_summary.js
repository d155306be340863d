/** Focus goes to the summary of errors when a form comes back; its links lead into the field, not only to it. */
function focusSummary(root) {
  root.querySelector?.("[data-error-summary]")?.focus();
}

focusSummary(document);
document.addEventListener("htmx:afterSwap", (event) => focusSummary(event.detail.target));
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("[data-error-summary] a[href^='#']");
  const field = link && document.getElementById(link.hash.slice(1));
  if (!field) return;
  event.preventDefault();
  field.scrollIntoView({ block: "center" });
  field.focus();
});
