// Totals, means, completion, forecast and the cap meter, as the scores change.
import { element, say, settings, words } from "./filing-words.js";

const METER_WAITS = 800;
const twoDecimals = (number) => String(Math.round((number + Number.EPSILON) * 100) / 100);
const weighted = settings.criteria.some((criterion) => criterion.weight !== null);
const asTotal = (number) => (number + Number.EPSILON).toFixed(weighted ? 2 : settings.places);

function worth(cell) {
  const { criterion, number } = cell;
  if (criterion.kind === "veto") return 0;
  return criterion.weight === null ? number : (number / Number(criterion.maximum)) * Number(criterion.weight);
}

export class Figures {
  constructor(grid, cells) {
    this.grid = grid;
    this.cells = cells;
    this.scored = settings.criteria.map((criterion) => criterion.kind !== "veto");
    cells.addEventListener("change", () => this.soon());
    cells.addEventListener("answers", () => this.askMeter());
    this.draw();
    this.askMeter(0);
  }

  soon() {
    if (this.frame) return;
    this.frame = requestAnimationFrame(() => {
      this.frame = null;
      this.draw();
    });
  }

  draw() {
    let done = 0;
    let complete = 0;
    let totals = 0;
    for (const row of this.grid.rows) {
      const filled = row.cells.filter((cell, column) => this.scored[column] && cell.number !== null);
      const whole = filled.length === this.scored.filter(Boolean).length;
      const total = filled.reduce((sum, cell) => sum + worth(cell), 0);
      done += filled.length;
      complete += whole;
      totals += whole ? total : 0;
      this.drawRow(row, filled.length, whole, total);
    }
    this.drawMeans(complete, totals);
    const all = this.grid.rows.length;
    const total = all * this.scored.filter(Boolean).length;
    this.write(document.getElementById("completion"), say(words.completion, { done, total, people: complete, all }));
  }

  drawRow(row, filled, whole, total) {
    this.write(row.totalPlace, filled ? asTotal(total) : "");
    row.totalPlace.classList.toggle("partial", !whole);
    row.filled = filled;
    row.grade = whole ? settings.grades.find((grade) => grade.line === null || Number(twoDecimals(total)) >= Number(grade.line)) : null;
    this.drawForecast(row);
  }

  // The composite's grade once the server knows all parts; until then what this sheet alone would give.
  drawForecast(row) {
    const known = this.forecasts?.[row.sheet];
    this.write(row.forecastPlace, known || (row.grade ? `(${row.grade.name})` : ""));
  }

  drawMeans(complete, totals) {
    this.grid.meanPlaces.forEach((place, column) => {
      if (column === settings.criteria.length) return this.write(place, complete ? twoDecimals(totals / complete) : "");
      const numbers = this.grid.rows.map((row) => row.cells[column].number).filter((number) => number !== null);
      return this.write(place, numbers.length ? twoDecimals(numbers.reduce((sum, number) => sum + number, 0) / numbers.length) : "");
    });
  }

  write(place, text) {
    if (place && place.textContent !== text) place.textContent = text;
  }

  askMeter(wait = METER_WAITS) {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.fetchMeter(), wait);
  }

  async fetchMeter() {
    try {
      const response = await fetch(settings.urls.meter, { redirect: "error", headers: { "X-Filing-User": String(settings.user) } });
      if (!response.ok) return;
      const { forecasts, pools } = await response.json();
      this.forecasts = forecasts;
      this.grid.rows.forEach((row) => this.drawForecast(row));
      this.drawMeter(pools);
    } catch {
      // without a connection the last known meter stays; the queue says that there is none
    }
  }

  drawMeter(pools) {
    const items = pools.map((pool) => {
      const open = pool.pending ? ` ${say(words.meterOpen, pool)}` : "";
      return element("li", pool.over ? { class: "over" } : {}, say(pool.over ? words.meterOver : words.meter, pool) + open);
    });
    const label = element("li", { class: "label" }, say(words.meterLabel, { grade: pools[0]?.grade }));
    document.getElementById("meter").replaceChildren(...(pools.length ? [label, ...items] : []));
  }
}
