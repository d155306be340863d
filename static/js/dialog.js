/** Any element with data-dialog="<id>" opens that <dialog>; a press on the ground behind closes it. */
document.addEventListener("click", (event) => {
  const opener = event.target.closest?.("[data-dialog]");
  if (opener) {
    const dialog = document.getElementById(opener.dataset.dialog);
    if (!dialog) return;
    event.preventDefault();
    dialog.showModal();
  } else if (event.target instanceof HTMLDialogElement && event.target.open) {
    event.target.close();
  }
});
