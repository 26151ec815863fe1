// The table as a spreadsheet: where one is, what is selected, typing, moving, undoing.
import { Cell } from "./filing-cells.js";
import { columnName } from "./filing-block.js";
import { canonical, element, say, settings, words } from "./filing-words.js";

const PAGE = 12;

export class Grid {
  constructor(table) {
    this.table = table;
    this.columns = settings.criteria.map((criterion) => columnName(criterion.name));
    this.rows = [...table.tBodies[0].rows].map((line, place) => this.readRow(line, place));
    this.list = this.rows.flatMap((row) => row.cells);
    this.cellOf = new Map(this.list.map((cell) => [cell.input, cell]));
    this.meanPlaces = [...table.tFoot.rows[0].querySelectorAll(".mean")];
    this.message = document.getElementById("cell-message");
    this.mode = "moving"; // moving, typing (arrows leave the cell), editing (arrows move the caret)
    this.past = [];
    this.future = [];
    this.dressUp();
  }

  readRow(line, place) {
    const row = {
      line,
      place,
      sheet: Number(line.dataset.sheet),
      epoch: Number(line.dataset.epoch),
      number: line.dataset.number,
      locked: line.dataset.locked ?? "",
      totalPlace: line.querySelector(".total"),
      forecastPlace: line.querySelector(".forecast"),
      statePlace: line.querySelector(".state"),
    };
    row.stateWord = row.statePlace.firstElementChild;
    row.cells = [...line.querySelectorAll("td > input:not([type=hidden])")].map((input, column) => this.readCell(row, input, column));
    return row;
  }

  readCell(row, input, column) {
    const base = input.dataset.base ?? input.nextElementSibling.value;
    const cell = new Cell(input, input.dataset.cell ?? input.name.slice(1), base, settings.criteria[column], row);
    cell.column = column;
    cell.place = input.parentElement;
    cell.place.querySelector(".why")?.remove();
    cell.place.classList.remove("refused");
    input.tabIndex = -1;
    return cell;
  }

  dressUp() {
    this.table.classList.add("live");
    const first = this.rows[0].cells[0];
    first.input.tabIndex = 0;
    this.at = this.anchor = first;
  }

  // --- The queue's side -----------------------------------------------------------------------------
  join(cells) {
    this.cells = cells;
    const { table } = this;
    table.addEventListener("focusin", (event) => this.entered(event));
    table.addEventListener("focusout", (event) => this.left(event));
    table.addEventListener("input", (event) => this.typed(event));
    table.addEventListener("keydown", (event) => this.pressed(event));
    table.addEventListener("mousedown", (event) => this.pointed(event));
    table.addEventListener("mouseover", (event) => event.buttons === 1 && this.dragging && this.extendTo(this.cellAt(event)));
    addEventListener("mouseup", () => (this.dragging = false));
    table.addEventListener("dblclick", (event) => this.cellAt(event) && this.edit());
    table.addEventListener("click", (event) => this.chosen(event));
    cells.addEventListener("change", () => this.rows.forEach((row) => this.drawState(row)));
    cells.addEventListener("queue", () => this.rows.forEach((row) => this.drawState(row)));
  }

  paint(cell) {
    cell.place.className = cell.state;
    cell.place.querySelector(".pair")?.remove();
    cell.input.setAttribute("aria-invalid", String(cell.unsolved));
    if (cell.state === "conflict") cell.place.append(this.pair(cell));
    if (cell === this.at && (cell.unsolved || this.message.dataset.state)) this.explain();
  }

  pair(cell) {
    const mine = element("button", { type: "button", tabindex: "-1", "data-choose": "mine" }, say(words.mine, { value: cell.value || words.emptied }));
    const theirs = element("button", { type: "button", tabindex: "-1", "data-choose": "theirs" }, say(words.theirs, { value: cell.theirs || words.emptied }));
    return element("span", { class: "pair" }, mine, theirs);
  }

  drawState(row) {
    const counts = { saving: 0, waiting: 0, unsolved: 0, saved: 0 };
    for (const cell of row.cells) {
      if (cell.unsolved) counts.unsolved += 1;
      else if (cell.state in counts) counts[cell.state] += 1;
    }
    const [word, name] = this.stateOf(row, counts);
    if (row.stateText === `${name}${word}`) return;
    row.stateText = `${name}${word}`;
    if (!name) row.stateWord.textContent = word;
    row.note ??= row.statePlace.appendChild(element("span", { class: "note" }));
    row.note.textContent = name ? word : "";
    row.note.className = `note ${name}`;
    row.stateWord.hidden = Boolean(name);
  }

  stateOf(row, counts) {
    if (row.locked) return [row.stateWord.textContent, ""];
    if (counts.unsolved) return [`${counts.unsolved} ${words.cellsRefused}`, "unsolved"];
    if (counts.saving) return [say(words.saving, { count: counts.saving }), "saving"];
    if (counts.waiting) return [`${counts.waiting} ${words.cellsWaiting}`, "waiting"];
    const total = settings.criteria.filter((criterion) => criterion.kind !== "veto").length;
    const filled = row.cells.filter((cell) => cell.criterion.kind !== "veto" && cell.number !== null).length;
    return counts.saved ? [`${filled}/${total} ${words.saved}`, "saved"] : [`${filled}/${total}`, ""];
  }

  // --- Where one is ------------------------------------------------------------------------------------
  cellAt(event) {
    const place = event.target.closest?.("td");
    return place ? this.cellOf.get(place.querySelector("input:not([type=hidden])")) : undefined;
  }

  entered(event) {
    const cell = this.cellOf.get(event.target);
    if (!cell) return;
    this.at.input.tabIndex = -1;
    this.at = cell;
    cell.input.tabIndex = 0;
    this.mode = "moving";
    this.before = cell.text;
    if (!this.extending) this.anchor = cell;
    cell.input.select();
    this.drawSelection();
    this.explain();
    cell.place.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  left(event) {
    const cell = this.cellOf.get(event.target);
    if (!cell) return;
    if (this.mode !== "moving") this.take(cell);
    this.mode = "moving";
  }

  // What was typed in the cell becomes its value.
  take(cell) {
    const text = cell.input.value.trim();
    const before = this.before;
    this.before = text;
    if (canonical(text) !== canonical(before)) this.change([[cell, text]], [[cell, before]]);
    else if (cell.state !== "conflict") this.cells.commit([[cell, text]]);
  }

  change(pairs, before = pairs.map(([cell]) => [cell, cell.text])) {
    this.past.push({ pairs, before });
    this.future = [];
    this.cells.commit(pairs);
  }

  undo() {
    const step = this.past.pop();
    if (!step) return this.tell(words.nothingToUndo);
    this.future.push(step);
    this.cells.commit(step.before);
    step.before[0][0].input.focus();
    return this.tell(say(words.undone, { count: step.before.length }));
  }

  redo() {
    const step = this.future.pop();
    if (!step) return;
    this.past.push(step);
    this.cells.commit(step.pairs);
    step.pairs[0][0].input.focus();
    this.tell(say(words.redone, { count: step.pairs.length }));
  }

  // --- What is selected ---------------------------------------------------------------------------------
  get range() {
    const rows = [this.anchor.row.place, this.at.row.place].sort((a, b) => a - b);
    const columns = [this.anchor.column, this.at.column].sort((a, b) => a - b);
    return this.rows.slice(rows[0], rows[1] + 1).map((row) => row.cells.slice(columns[0], columns[1] + 1));
  }

  get selected() {
    return this.range.flat();
  }

  drawSelection() {
    for (const cell of this.marked ?? []) cell.place.removeAttribute("aria-selected");
    this.marked = this.anchor === this.at ? [] : this.selected;
    for (const cell of this.marked) cell.place.setAttribute("aria-selected", "true");
    if (this.marked.length > 1) this.measure();
  }

  measure() {
    const numbers = this.marked.map((cell) => cell.number).filter((number) => number !== null);
    const sum = numbers.reduce((total, number) => total + number, 0);
    const tidy = (number) => String(Math.round(number * 100) / 100);
    this.tell(say(words.rangeMeasure, { count: this.marked.length, sum: tidy(sum), mean: numbers.length ? tidy(sum / numbers.length) : "—" }));
  }

  extendTo(cell) {
    if (!cell || cell === this.at) return;
    this.extending = true;
    cell.input.focus();
    this.extending = false;
  }

  pointed(event) {
    const cell = this.cellAt(event);
    if (!cell || event.button !== 0 || event.target.closest("[data-choose]")) return;
    if (event.shiftKey) {
      event.preventDefault();
      this.extendTo(cell);
    } else if (document.activeElement !== cell.input) {
      event.preventDefault();
      cell.input.focus();
      this.dragging = true;
    } else if (this.mode === "moving" && this.marked?.length) {
      this.anchor = cell;
      this.drawSelection();
    }
  }

  chosen(event) {
    const button = event.target.closest("[data-choose]");
    if (!button) return;
    const cell = this.cellAt(event);
    this.choose(cell, button.dataset.choose === "mine");
    cell.input.focus();
  }

  choose(cell, mine) {
    this.cells.choose(cell, mine);
    this.before = cell.text;
    cell.input.select();
  }

  explain() {
    const { at } = this;
    if (at.state === "conflict") this.tell(say(words.conflict, { theirs: at.theirs || words.emptied, at: at.at }), "unsolved");
    else if (at.unsolved) this.tell(say(words.refused, { reason: at.reason }), "unsolved");
    else if (at.readOnly) this.tell(at.row.locked);
    else if (!this.marked?.length) this.tell(say(words.person, { person: at.row.line.querySelector("th a").textContent, criterion: at.criterion.name }) + " · " + say(words.maximum, { maximum: at.criterion.maximum ?? 1 }));
  }

  tell(sentence, state = "") {
    this.message.textContent = sentence;
    this.message.dataset.state = state;
  }

  // --- Keys ------------------------------------------------------------------------------------------------
  typed(event) {
    const cell = this.cellOf.get(event.target);
    if (!cell || cell.readOnly) return;
    if (this.mode === "moving") this.mode = "typing";
    this.cells.typing(cell);
  }

  edit() {
    this.mode = "editing";
    const { input } = this.at;
    input.setSelectionRange(input.value.length, input.value.length);
  }

  go(row, column, extend = false) {
    const line = this.rows[Math.min(Math.max(row, 0), this.rows.length - 1)];
    const cell = line.cells[Math.min(Math.max(column, 0), line.cells.length - 1)];
    if (cell === this.at && this.mode !== "moving") this.settle(cell);
    this.extending = extend;
    cell.input.focus();
    this.extending = false;
    if (cell === this.at && !extend && this.anchor !== cell) {
      this.anchor = cell;
      this.drawSelection();
    }
    return true;
  }

  pressed(event) {
    const cell = this.cellOf.get(event.target);
    if (!cell || event.isComposing) return;
    const control = event.ctrlKey || event.metaKey;
    const act = control ? this.controlKey(event, cell) : this.plainKey(event, cell);
    if (act) event.preventDefault();
  }

  controlKey(event, cell) {
    const { place } = cell.row;
    const last = this.rows.length - 1;
    const extend = event.shiftKey;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const acts = {
      z: () => (extend ? this.redo() : this.undo(), true),
      y: () => (this.redo(), true),
      a: () => this.selectAll(),
      Home: () => this.go(0, 0, extend),
      End: () => this.go(last, this.columns.length - 1, extend),
      ArrowUp: () => this.go(0, cell.column, extend),
      ArrowDown: () => this.go(last, cell.column, extend),
      ArrowLeft: () => this.go(place, 0, extend),
      ArrowRight: () => this.go(place, this.columns.length - 1, extend),
    };
    if (this.mode === "editing" || (this.mode === "typing" && "zya".includes(key))) return false;
    return acts[key]?.() ?? false;
  }

  plainKey(event, cell) {
    const { place } = cell.row;
    const { column } = cell;
    const extend = event.shiftKey;
    const editing = this.mode === "editing";
    const acts = {
      ArrowUp: () => this.go(place - 1, column, extend && !editing),
      ArrowDown: () => (event.altKey ? this.openAside(cell) : this.go(place + 1, column, extend && !editing)),
      ArrowLeft: () => !editing && this.go(place, column - 1, extend),
      ArrowRight: () => !editing && this.go(place, column + 1, extend),
      Home: () => !editing && this.go(place, 0, extend),
      End: () => !editing && this.go(place, this.columns.length - 1, extend),
      PageUp: () => this.go(place - PAGE, column, extend),
      PageDown: () => this.go(place + PAGE, column, extend),
      Enter: () => this.enter(cell, extend ? -1 : 1),
      Tab: () => this.tab(cell, extend ? -1 : 1),
      F2: () => (this.edit(), true),
      Escape: () => this.escape(cell),
      Delete: () => this.mode === "moving" && this.empty(),
      Backspace: () => this.mode === "moving" && this.empty(),
      1: () => this.answerConflict(cell, true),
      2: () => this.answerConflict(cell, false),
    };
    return acts[event.key]?.() ?? false;
  }

  enter(cell, step) {
    return this.go(cell.row.place + step, cell.column);
  }

  // At the edge there is nowhere to go: what was typed is taken over where it stands.
  settle(cell) {
    this.take(cell);
    this.mode = "moving";
    cell.input.select();
  }

  // At either end of the grid Tab leaves it.
  tab(cell, step) {
    const next = this.list.indexOf(cell) + step;
    if (next < 0 || next >= this.list.length) return false;
    return this.go(this.list[next].row.place, this.list[next].column);
  }

  escape(cell) {
    if (this.mode !== "moving") {
      this.mode = "moving";
      cell.input.value = this.before;
      this.cells.commit([[cell, this.before]]);
    } else if (cell.unsolved) {
      this.cells.revert(cell);
      this.before = cell.text;
    } else if (this.anchor !== this.at) {
      this.anchor = this.at;
      this.drawSelection();
    } else return false;
    cell.input.select();
    this.explain();
    return true;
  }

  empty() {
    const filled = this.selected.filter((cell) => !cell.readOnly && cell.text !== "");
    if (filled.length) this.change(filled.map((cell) => [cell, ""]));
    this.before = this.at.text;
    return true;
  }

  answerConflict(cell, mine) {
    if (cell.state !== "conflict" || this.mode !== "moving") return false;
    this.choose(cell, mine);
    return true;
  }

  selectAll() {
    this.anchor = this.list[0];
    return this.go(this.rows.length - 1, this.columns.length - 1, true);
  }

  openAside(cell) {
    this.table.dispatchEvent(new CustomEvent("aside", { detail: cell.row.line.querySelector("[data-aside]") }));
    return true;
  }

  showUnsolved() {
    const from = this.list.indexOf(this.at);
    const next = [...this.list.slice(from + 1), ...this.list.slice(0, from + 1)].find((cell) => cell.unsolved);
    next?.input.focus();
  }
}
