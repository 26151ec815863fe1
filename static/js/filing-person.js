// The single-person form: big fields, the same queue and protocol as the grid.
import { saveComments } from "./filing-aside.js";
import { Cell, Cells } from "./filing-cells.js";
import { Status } from "./filing-status.js";
import { element, say, settings, words } from "./filing-words.js";

class Person {
  constructor(place) {
    const row = { epoch: Number(place.dataset.epoch) };
    const inputs = [...place.querySelectorAll("input[data-cell]")];
    this.list = inputs.map((input, column) => new Cell(input, input.dataset.cell, input.dataset.base, settings.criteria[column], row));
    this.cellOf = new Map(this.list.map((cell) => [cell.input, cell]));
    place.addEventListener("input", (event) => this.cells.typing(this.cellOf.get(event.target)));
    place.addEventListener("focusin", (event) => event.target.select?.());
    place.addEventListener("focusout", (event) => this.leave(this.cellOf.get(event.target)));
    place.addEventListener("keydown", (event) => this.press(event));
    place.addEventListener("click", (event) => this.choose(event));
  }

  leave(cell) {
    if (cell && cell.state !== "conflict" && !cell.readOnly) this.cells.commit([[cell, cell.input.value.trim()]]);
  }

  press(event) {
    const cell = this.cellOf.get(event.target);
    if (!cell) return;
    if (cell.state === "conflict" && (event.key === "1" || event.key === "2")) this.cells.choose(cell, event.key === "1");
    else if (event.key === "Escape" && cell.unsolved) this.cells.revert(cell);
    else if (event.key === "Enter") (this.list[this.list.indexOf(cell) + 1]?.input ?? document.querySelector("[rel=next]"))?.focus();
    else return;
    event.preventDefault();
  }

  choose(event) {
    const button = event.target.closest("[data-choose]");
    if (!button) return;
    const cell = this.cellOf.get(button.closest(".person-cell").querySelector("input"));
    this.cells.choose(cell, button.dataset.choose === "mine");
    cell.input.focus();
  }

  paint(cell) {
    const place = cell.input.parentElement;
    place.className = `person-cell ${cell.state}`;
    cell.input.setAttribute("aria-invalid", String(cell.unsolved));
    place.querySelector("[data-why]").replaceChildren(...this.sentence(cell));
  }

  sentence(cell) {
    if (cell.state === "conflict") {
      const choice = (name, text, value) => element("button", { type: "button", class: "btn", "data-choose": name }, say(text, { value: value || words.emptied }));
      const text = say(words.conflict, { theirs: cell.theirs || words.emptied, at: cell.at });
      return [text, " ", choice("mine", words.mine, cell.value), " ", choice("theirs", words.theirs, cell.theirs)];
    }
    if (cell.unsolved) return [say(words.refused, { reason: cell.reason })];
    return { waiting: [words.cellWaiting], saving: [words.cellWaiting], saved: [words.saved] }[cell.state] ?? [];
  }

  drawTotal() {
    const scored = this.list.filter((cell) => cell.criterion.kind !== "veto" && cell.number !== null);
    const total = scored.reduce((sum, { criterion, number }) => sum + (criterion.weight === null ? number : (number / Number(criterion.maximum)) * Number(criterion.weight)), 0);
    document.getElementById("total").textContent = scored.length ? String(Math.round(total * 100) / 100) : "";
  }
}

async function start() {
  const person = new Person(document.getElementById("sheet"));
  const cells = new Cells(person.list, (cell) => person.paint(cell));
  person.cells = cells;
  cells.addEventListener("change", () => person.drawTotal());
  const status = new Status(cells, () => person.list.find((cell) => cell.unsolved)?.input.focus());
  document.querySelectorAll("[data-without-script]").forEach((place) => (place.hidden = true));
  document.getElementById("filing").addEventListener("submit", (event) => event.preventDefault());
  const revision = () => person.list.reduce((sum, cell) => sum + cell.base, 0);
  document.querySelectorAll("form[data-submits-sheets]").forEach((form) => status.guard(form, revision));
  saveComments(document);
  await cells.start();
  if (!cells.queue.store.keeps) status.warn(words.noStore);
  if (cells.queue.foreign) status.warn(words.foreign);
  status.draw();
}

start();
