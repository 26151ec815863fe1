// The cells of a return and their way through the queue. A cell's version is the value that is stored.
import { Queue } from "./filing-queue.js";
import { DEMAND } from "./filing-store.js";
import { settings } from "./filing-words.js";

const UNSOLVED = ["refused", "conflict", "locked", "gone"];
const AT_ONCE = 20; // texts of a thousand characters: the server takes 256 KB
const KEEPALIVE = 6; // a browser sends 64 KB after the page is gone

// What a text is compared by: the server strips it, too.
export const plain = (text) => String(text ?? "").replaceAll("\r\n", "\n").trim();

class Cell {
  constructor(input) {
    this.input = input;
    this.name = input.dataset.cell;
    this.place = input.closest(".cell");
    this.base = plain(this.place.querySelector("input[type=hidden]").defaultValue);
    this.state = "";
    this.reason = "";
  }

  get value() {
    return plain(this.input.value);
  }

  get unsolved() {
    return UNSOLVED.includes(this.state);
  }

  // A stored value in words: of a choice, its label.
  shown(value) {
    if (this.input.tagName !== "SELECT") return value;
    return [...this.input.options].find((option) => option.value === value)?.text ?? value;
  }
}

export class DemandCells extends EventTarget {
  constructor(form, paint) {
    super();
    this.list = [...form.querySelectorAll("[data-cell]")].map((input) => new Cell(input));
    this.byName = new Map(this.list.map((cell) => [cell.name, cell]));
    this.byInput = new Map(this.list.map((cell) => [cell.input, cell]));
    this.paint = paint;
    this.queue = new Queue({
      user: settings.user,
      urls: settings.urls,
      token: form.querySelector("[name=csrfmiddlewaretoken]").value,
      database: DEMAND,
      atOnce: AT_ONCE,
      keepalive: KEEPALIVE,
    });
    this.queue.addEventListener("answers", (event) => this.answered(event.detail));
    this.queue.addEventListener("change", () => this.repaint());
  }

  async start() {
    const kept = (await this.queue.start()).filter((record) => record.sheet === settings.sheet);
    let restored = 0;
    for (const record of kept) {
      const cell = this.byName.get(record.criterion);
      if (cell) restored += 1;
      if (cell) this.restore(cell, record);
      else this.queue.drop(record.sheet, record.criterion); // its line was taken out
    }
    this.queue.schedule();
    this.changed();
    return restored;
  }

  // What was typed before the reload stands in its cell again.
  restore(cell, record) {
    const stored = cell.base;
    cell.input.value = record.value ?? "";
    cell.base = record.base ?? "";
    if (record.state === "conflict") Object.assign(cell, { state: "conflict", theirs: stored, at: record.at });
    else if (record.state === "refused") Object.assign(cell, { state: "refused", reason: record.reason });
    else this.put(cell);
    this.paint(cell);
  }

  typing(cell) {
    if (cell.state === "conflict") return;
    this.queue.put([this.entry(cell, "typing")]);
    this.changed();
  }

  // Take the cell's value over; what is stored already is not sent.
  commit(cell) {
    if (cell.state === "conflict") return;
    const record = this.queue.get(settings.sheet, cell.name);
    if (cell.value === cell.base && !(record && this.queue.flying.has(record.key))) {
      if (record) this.queue.drop(settings.sheet, cell.name);
      if (cell.unsolved) cell.state = "";
    } else this.put(cell);
    this.paint(cell);
    this.changed();
  }

  set(cell, value) {
    cell.input.value = value;
    this.commit(cell);
  }

  put(cell) {
    Object.assign(cell, { state: "waiting", reason: "" });
    this.queue.put([this.entry(cell, "ready")]);
  }

  entry(cell, state) {
    return { sheet: settings.sheet, criterion: cell.name, value: cell.value || null, base: cell.base || null, state, reason: "" };
  }

  answered(told) {
    for (const { record, answer, current } of told) {
      const cell = record.sheet === settings.sheet && this.byName.get(record.criterion);
      if (cell) this.answer(cell, record, answer, current);
    }
    this.savedAt = new Date();
    this.changed();
    this.dispatchEvent(new Event("answers"));
  }

  answer(cell, record, answer, current) {
    if (answer.state === "saved" || answer.state === "same") {
      cell.base = plain(answer.version);
      if (current === record) {
        Object.assign(cell, { state: "saved", reason: "" });
        if (cell.value === plain(record.value)) cell.input.value = cell.base; // as it is stored: 3 of ３
      }
    } else if (current && UNSOLVED.includes(current.state)) {
      Object.assign(cell, { state: answer.state, reason: answer.reason ?? "" });
      if (answer.state === "conflict") Object.assign(cell, { theirs: plain(answer.theirs), at: answer.at });
    }
    this.paint(cell);
  }

  // Mine is sent again over theirs; theirs is taken over as it is stored.
  choose(cell, mine) {
    Object.assign(cell, { base: cell.theirs, state: "" });
    this.set(cell, mine ? cell.value : cell.theirs);
  }

  // Back to what is stored.
  revert(cell) {
    if (cell.state === "conflict") return this.choose(cell, false);
    Object.assign(cell, { state: "", reason: "" });
    return this.set(cell, cell.base);
  }

  // Resolves once nothing of this return is left to send; false if something needs the person first.
  async settled() {
    await this.queue.settled();
    return ![...this.queue.records.values()].some((record) => record.sheet === settings.sheet);
  }

  repaint() {
    for (const cell of this.list) {
      if (cell.state !== "waiting" && cell.state !== "saving") continue;
      const record = this.queue.get(settings.sheet, cell.name);
      const state = record && this.queue.flying.has(record.key) ? "saving" : "waiting";
      if (state === cell.state) continue;
      cell.state = state;
      this.paint(cell);
    }
    this.dispatchEvent(new Event("queue"));
  }

  changed() {
    this.dispatchEvent(new Event("change"));
  }
}
