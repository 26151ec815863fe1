// Comment and routine notes beside the sheet that one is in.
import { settings, words } from "./filing-words.js";

// A comment is saved without leaving the page; a refusal stands beside it.
export function saveComments(root) {
  root.addEventListener("submit", async (event) => {
    const form = event.target.closest("[data-comment]");
    if (!form) return;
    event.preventDefault();
    if (form.dataset.busy) return; // the second half of a double click
    form.dataset.busy = "1";
    const told = form.querySelector("[role=status]");
    try {
      const response = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { Accept: "application/json", "X-Filing-User": String(settings.user) }, redirect: "error" });
      if (!response.ok) throw new Error(String(response.status));
      const { saved, refused } = await response.json();
      told.textContent = refused ?? words.noteSaved;
      if (saved !== undefined) form.elements.seen.value = saved;
    } catch {
      told.textContent = document.body.dataset.failed;
    } finally {
      delete form.dataset.busy;
    }
  });
}

export class Aside {
  constructor(grid) {
    this.grid = grid;
    this.place = document.getElementById("aside");
    grid.table.addEventListener("aside", (event) => this.open(event.detail));
    grid.table.addEventListener("click", (event) => {
      const link = event.target.closest("[data-aside]");
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      this.open(link);
    });
    this.place.addEventListener("click", (event) => event.target.closest("[data-closes-aside]") && this.close());
    this.place.addEventListener("keydown", (event) => event.key === "Escape" && this.close());
    saveComments(this.place);
  }

  async open(link) {
    const response = await fetch(link.dataset.aside, { redirect: "error" }).catch(() => null);
    if (!response?.ok) return location.assign(link.href);
    this.place.innerHTML = await response.text();
    this.place.hidden = false;
    this.place.querySelector("textarea, button")?.focus();
    return undefined;
  }

  close() {
    this.place.hidden = true;
    this.grid.at.input.focus();
  }
}
