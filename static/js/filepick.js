/** A label that picks a file shows the name of what was picked, in place of its own words. */
document.addEventListener("change", (event) => {
  const picker = event.target.closest?.(".filepick");
  const name = picker?.querySelector("[data-file-name]");
  if (name && event.target.files?.length) name.textContent = event.target.files[0].name;
});
