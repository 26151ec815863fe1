// A paper that was just logged as printed opens the print dialog once; a choice takes effect at once.
if (location.hash === "#print") {
  history.replaceState(null, "", location.pathname + location.search);
  addEventListener("load", () => document.fonts.ready.then(() => window.print()));
}
for (const select of document.querySelectorAll(".choices select")) {
  select.addEventListener("change", () => select.form.requestSubmit());
}
for (const place of document.querySelectorAll("[data-without-script]")) place.hidden = true;
