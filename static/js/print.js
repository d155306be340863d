/** `data-print` on a button: opens the browser's print window. Without scripts the browser's own menu serves. */
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});
