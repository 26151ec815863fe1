/* What makes every page quicker to use. Each page works without it. */
(() => {
  "use strict";
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const text = (name) => document.body.dataset[name];

  /* A second click on an act does nothing; coming back by the browser's button makes it usable again. */
  const release = (form) => all("button[data-busy]", form).forEach((button) => {
    button.disabled = false;
    delete button.dataset.busy;
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "1";
    setTimeout(() => all("button:not([type=button])", form).forEach((button) => {
      if (button.disabled) return;
      button.disabled = true;
      button.dataset.busy = "1";
    }));
    if (form.hasAttribute("data-download")) setTimeout(() => { delete form.dataset.sent; release(form); form.closest("details").open = false; }, 2000);
  });
  addEventListener("pageshow", (event) => {
    if (event.persisted) all("form[data-sent]").forEach((form) => { delete form.dataset.sent; release(form); });
  });

  /* "/" goes to the search. */
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, select, textarea, [contenteditable]");
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      const search = document.querySelector(".search input");
      if (search) { event.preventDefault(); search.focus(); search.select(); }
    }
    if (event.key === "Escape") all("details.menu[open]").forEach((menu) => { menu.open = false; menu.querySelector("summary").focus(); });
  });

  /* Menus close when something else is clicked; the side navigation opens on a phone. */
  document.addEventListener("click", (event) => {
    all("details.menu[open]").forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
    const burger = event.target.closest(".burger");
    const side = document.getElementById("nav");
    if (side && (burger || !side.contains(event.target))) {
      const open = Boolean(burger) && !side.classList.contains("open");
      side.classList.toggle("open", open);
      document.querySelector(".burger")?.setAttribute("aria-expanded", String(open));
    }
  });

  /* A click anywhere on a row opens it; selecting text or a control does not. */
  document.addEventListener("click", (event) => {
    const row = event.target.closest("table.clickable tbody tr");
    if (!row || event.target.closest("a, button, input, label") || String(getSelection())) return;
    const link = row.querySelector("a");
    if (!link) return;
    if (event.ctrlKey || event.metaKey) open(link.href, "_blank");
    else link.click();
  });

  /* Selected rows. */
  const countSelected = () => {
    const form = document.getElementById("bulk-form");
    if (!form) return;
    const selected = all('input[name="selected"]:checked').length;
    all("button", form).forEach((button) => { button.disabled = !selected; });
    const note = form.querySelector(".selected");
    note.textContent = selected ? `${selected} ${note.dataset.text}` : "";
  };
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-select-all]")) all('input[name="selected"]').forEach((box) => { box.checked = event.target.checked; });
    if (event.target.matches('[data-select-all], input[name="selected"]')) countSelected();
  });

  /* The address of a filtered list carries only the filters in use. */
  document.addEventListener("htmx:configRequest", (event) => {
    if (!event.detail.elt.matches("form.filters")) return;
    for (const [name, value] of [...event.detail.formData.entries()]) if (value === "") event.detail.formData.delete(name);
  });
  document.addEventListener("htmx:afterSwap", () => {
    all(".clear").forEach((link) => { link.href = location.pathname; });
    countSelected();
  });
  const complain = (what = "failed") => {
    const place = document.getElementById("messages");
    if (!place) return;
    const line = document.createElement("p");
    line.className = "alert alert-error";
    line.textContent = text(what);
    place.replaceChildren(line);
  };
  document.addEventListener("htmx:sendError", () => complain());
  document.addEventListener("htmx:responseError", (event) => {
    const { elt, xhr } = event.detail;
    const isTyped = elt.form?.method === "post" || elt.closest("form[method=post], #change") || document.querySelector("[data-unsaved]");
    if (xhr.status === 401 && !isTyped) location.reload(); /* else what was typed would be lost */
    else complain([401, 403].includes(xhr.status) ? "signedOut" : "failed");
  });

  /* Pickers: a text input that takes a code becomes one that searches. Only what answers the typed words can be taken,
     first answer first: neither what stood there before nor what answered other words. */
  const line = (option, escape) => `<div>${escape(option.text)}${option.note ? `<small>${escape(option.note)}</small>` : ""}</div>`;
  const enhance = (input) => {
    const known = input.value ? [{ value: input.value, text: input.dataset.picked || input.value, note: input.dataset.pickedNote || "" }] : [];
    let asked, answered;
    const select = new TomSelect(input, {
      maxItems: 1, delimiter: "\u0000", options: known, items: known.map((option) => option.value), searchField: [], create: false,
      valueField: "value", labelField: "text", preload: "focus", closeAfterSelect: true, openOnFocus: !input.autofocus, refreshThrottle: 0, loadThrottle: 200,
      score: (query) => () => Number(!query || query === answered),
      load(query, done) {
        asked?.abort();
        asked = new AbortController();
        this.clearOptions(query && (() => false));
        const address = new URL(input.dataset.picker, location.href);
        address.searchParams.set("q", query);
        fetch(address, { signal: asked.signal, headers: { Accept: "application/json" } })
          .then((answer) => { if (!answer.ok) throw new Error(answer.status); return answer.json(); })
          .then((answer) => {
            answered = query;
            done(answer.options);
            if (query) this.setActiveOption(this.selectable()[0] || null);
          })
          .catch((error) => { if (error.name !== "AbortError") complain(); done(); });
      },
      onChange() { input.dispatchEvent(new Event("input", { bubbles: true })); },
      render: {
        option: line,
        item: (option, escape) => `<div>${escape(option.text)}</div>`,
        no_results: ({ input: query }) => `<div class="no-results">${text(query === answered ? "none" : "loading")}</div>`,
        loading: () => `<div class="no-results">${text("loading")}</div>`,
      },
    });
    input.type = "hidden"; /* its label now names the searching input */
    if (input.autofocus) select.focus();
  };
  all("input[data-picker]").forEach(enhance);
  document.addEventListener("htmx:load", (event) => all("input[data-picker]:not(.tomselected)", event.target).forEach(enhance));
})();
