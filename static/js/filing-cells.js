// The cells of a page and their way through the queue. The grid and the single-person form share it; each paints its own.
import { Queue } from "./filing-queue.js";
import { canonical, refusal, settings, shown } from "./filing-words.js";

export class Cell {
  constructor(input, key, base, criterion, row) {
    this.input = input;
    [this.sheet, this.criterionId] = key.split("-").map(Number);
    this.criterion = criterion;
    this.row = row;
    this.base = Number(base);
    this.saved = canonical(input.defaultValue);
    this.text = input.value = input.defaultValue; // what a browser restores by itself is not what was kept
    this.state = "";
    this.reason = "";
    this.readOnly = input.readOnly;
  }

  get value() {
    return canonical(this.text);
  }

  // What counts in totals: the number that stands in the cell, if it may stand there.
  get number() {
    return this.value === "" || this.state === "refused" || refusal(this.value, this.criterion) ? null : Number(this.value);
  }

  get unsolved() {
    return ["refused", "conflict", "locked", "gone"].includes(this.state);
  }
}

export class Cells extends EventTarget {
  constructor(cells, paint) {
    super();
    this.list = cells;
    this.byKey = new Map(cells.map((cell) => [`${cell.sheet}-${cell.criterionId}`, cell]));
    this.paint = paint;
    this.queue = new Queue({
      user: settings.user,
      urls: settings.urls,
      token: document.querySelector("[name=csrfmiddlewaretoken]").value,
    });
    this.queue.addEventListener("answers", (event) => this.answered(event.detail));
    this.queue.addEventListener("change", () => this.repaint());
  }

  async start() {
    const kept = await this.queue.start();
    const typed = [];
    for (const record of kept) {
      const cell = this.byKey.get(`${record.sheet}-${record.criterion}`);
      if (cell) this.restore(cell, record, typed);
      else if (record.state === "typing") this.queue.drop(record.sheet, record.criterion);
    }
    if (typed.length) this.commit(typed);
    this.queue.schedule();
    this.changed();
    return kept.filter((record) => this.byKey.has(`${record.sheet}-${record.criterion}`)).length;
  }

  // What was typed before the reload stands in its cell again. A sheet that was reopened since is asked anew.
  restore(cell, record, typed) {
    const text = record.value ?? "";
    cell.input.value = cell.text = refusal(text, cell.criterion) ? text : shown(text, cell.criterion);
    const stored = { theirs: cell.saved, theirVersion: cell.base, at: record.at };
    if (cell.value !== cell.saved) cell.base = record.base;
    if (record.state === "typing" || (record.state === "locked" && !cell.readOnly)) {
      typed.push([cell, record.value ?? ""]);
      return;
    }
    cell.state = record.state === "ready" ? "waiting" : record.state;
    Object.assign(cell, stored, { reason: record.reason });
    this.paint(cell);
  }

  // Keep what is being typed, before the cell is left.
  typing(cell) {
    cell.text = cell.input.value;
    this.queue.put([this.entry(cell, "typing")]);
    this.changed();
  }

  // Take values over into cells: [[cell, text], …]. Valid ones are sent, the others say why not.
  commit(pairs) {
    const entries = [];
    for (const [cell, text] of pairs) {
      if (cell.readOnly) continue;
      cell.text = text;
      if (cell.input.value !== text) cell.input.value = text;
      const record = this.queue.get(cell.sheet, cell.criterionId);
      const flying = record && this.queue.flying.has(record.key);
      cell.reason = refusal(text, cell.criterion);
      if (!cell.reason) cell.input.value = cell.text = shown(cell.value, cell.criterion);
      if (cell.reason) cell.state = "refused";
      else if (cell.value === cell.saved && !flying) {
        cell.state = "";
        if (record) this.queue.drop(cell.sheet, cell.criterionId);
        this.paint(cell);
        continue;
      } else cell.state = "waiting";
      entries.push(this.entry(cell, cell.reason ? "refused" : "ready"));
      this.paint(cell);
    }
    if (entries.length) this.queue.put(entries);
    this.changed();
  }

  entry(cell, state) {
    return {
      sheet: cell.sheet,
      criterion: cell.criterionId,
      value: cell.value === "" ? null : cell.value.slice(0, 40),
      base: cell.base,
      epoch: cell.row.epoch,
      state,
      reason: cell.reason,
    };
  }

  answered(told) {
    for (const { record, answer, current } of told) {
      const cell = this.byKey.get(`${record.sheet}-${record.criterion}`);
      if (cell) this.answer(cell, record, answer, current);
    }
    this.savedAt = new Date();
    this.changed();
    this.dispatchEvent(new Event("answers"));
  }

  answer(cell, record, answer, current) {
    if (answer.state === "saved" || answer.state === "same") {
      cell.base = answer.version;
      cell.saved = canonical(record.value);
      if (current === record) Object.assign(cell, { state: "saved", reason: "" });
    } else if (current && current.state !== "ready" && current.state !== "typing") {
      Object.assign(cell, { state: answer.state, reason: answer.reason ?? "" });
      if (answer.state === "conflict") Object.assign(cell, { theirs: answer.theirs, at: answer.at, theirVersion: answer.version });
    }
    this.paint(cell);
  }

  // 1 mine: sent again on their version. 2 theirs: taken over as it is stored.
  choose(cell, mine) {
    cell.base = cell.theirVersion;
    cell.saved = canonical(cell.theirs);
    this.commit([[cell, mine ? cell.text : cell.theirs]]);
  }

  // Back to what is stored.
  revert(cell) {
    if (cell.state === "conflict") this.choose(cell, false);
    else {
      cell.text = cell.input.value = shown(cell.saved, cell.criterion);
      Object.assign(cell, { state: "", reason: "" });
      this.queue.drop(cell.sheet, cell.criterionId);
      this.paint(cell);
      this.changed();
    }
  }

  repaint() {
    for (const cell of this.list) {
      if (cell.state !== "waiting" && cell.state !== "saving") continue;
      const record = this.queue.get(cell.sheet, cell.criterionId);
      const state = record && this.queue.flying.has(record.key) ? "saving" : "waiting";
      if (state !== cell.state) {
        cell.state = state;
        this.paint(cell);
      }
    }
    this.dispatchEvent(new Event("queue"));
  }

  changed() {
    this.dispatchEvent(new Event("change"));
  }
}
