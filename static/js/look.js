/** Theme and contrast change at once; the server keeps them in a cookie. Without this script the form simply reloads. */
document.addEventListener("submit", async (event) => {
  const form = event.target;
  const button = event.submitter;
  if (!("look" in form.dataset) || !button?.name) return;
  event.preventDefault();
  const root = document.documentElement;
  if (button.value) root.dataset[button.name] = button.value;
  else delete root.dataset[button.name];
  for (const other of form.querySelectorAll(`[name="${button.name}"]`)) {
    other.setAttribute("aria-pressed", String(other === button));
  }
  await fetch(form.action, { method: "POST", body: new FormData(form, button), headers: { "X-Look": "1" } });
});
