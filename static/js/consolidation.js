/* What was typed on the desk and is not saved stays when the filters bring other rows: in its place, or on top of them.
   Leaving the page asks before. */
(() => {
  "use strict";
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const unsaved = () => all("table.consolidation tr[data-unsaved]");
  let kept = null;

  /* Another number than the wanted one is red as long as its reason is missing. */
  function explain(row) {
    const number = row.querySelector(".own input[type=number]");
    const reason = row.querySelector(".own input[type=text]");
    const missing = number.value !== "" && number.value !== number.dataset.wanted && !reason.value.trim();
    row.classList.toggle("unexplained", missing);
    row.querySelector(".unexplained.error").hidden = !missing;
    reason.setAttribute("aria-invalid", missing);
  }

  document.addEventListener("input", (event) => {
    const row = event.target.matches("table.consolidation .own input") && event.target.closest("tr");
    if (!row) return;
    row.dataset.unsaved = "";
    explain(row);
  });
  document.addEventListener("htmx:afterSwap", ({ detail: { target } }) => {
    if (target.matches(".state") && !target.querySelector(".error")) delete target.closest("tr").dataset.unsaved;
  });

  /* Taken out before the swap, so that their fields go on saving themselves. */
  document.addEventListener("htmx:beforeSwap", (event) => {
    const rows = event.detail.target.id === "list" && event.detail.shouldSwap ? unsaved() : [];
    if (!rows.length) return;
    kept = { rows, table: rows[0].closest(".scroller"), form: document.getElementById("desk-form") };
    rows.forEach((row) => row.remove());
    all("tbody tr", kept.table).forEach((row) => row.remove());
    kept.table.remove();
    kept.form.remove();
  });
  document.addEventListener("htmx:afterSwap", () => {
    if (!kept) return;
    const { rows, table, form } = kept;
    const result = document.querySelector("#list .result");
    kept = null;
    if (!document.getElementById("desk-form")) { result.append(form); result.after(table); }
    rows.reverse().forEach((row) => {
      const there = document.getElementById(row.id);
      if (there) there.replaceWith(row);
      else document.querySelector("table.consolidation tbody").prepend(row);
    });
  });

  /* The number of a merger follows the line that is chosen. */
  document.addEventListener("change", (event) => {
    const together = event.target.name === "target" && document.querySelector(`[data-together="${event.target.value}"]`);
    if (together) document.getElementById("id_number").value = together.textContent;
  });

  let sending = false;
  document.addEventListener("submit", (event) => {
    sending = event.target.id === "desk-form" && !event.submitter?.hasAttribute("formaction");
  });
  addEventListener("beforeunload", (event) => { if (!sending && unsaved().length) event.preventDefault(); });
})();
