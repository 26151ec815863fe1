// The filing grid. Without this script the page is a form with a Save button; with it, a spreadsheet that saves itself.
import { Aside } from "./filing-aside.js";
import { Cells } from "./filing-cells.js";
import { Clipboard } from "./filing-clipboard.js";
import { Figures } from "./filing-figures.js";
import { Grid } from "./filing-grid.js";
import { Status } from "./filing-status.js";
import { say, words } from "./filing-words.js";

const hideWithoutScript = () => document.querySelectorAll("[data-without-script]").forEach((place) => (place.hidden = true));

// {sheet: revision} of every sheet as this page knows it.
function revisions(grid) {
  const seen = {};
  for (const row of grid.rows) seen[row.sheet] = row.cells.reduce((sum, cell) => sum + cell.base, 0);
  return JSON.stringify(seen);
}

async function start() {
  const grid = new Grid(document.getElementById("grid"));
  const cells = new Cells(grid.list, (cell) => grid.paint(cell));
  grid.join(cells);
  const status = new Status(cells, () => grid.showUnsolved());
  new Clipboard(grid, status);
  new Figures(grid, cells);
  new Aside(grid);
  hideWithoutScript();
  document.getElementById("filing").addEventListener("submit", (event) => event.preventDefault());
  document.querySelectorAll("form[data-submits-sheets]").forEach((form) => status.guard(form, () => revisions(grid)));
  document.querySelectorAll("select[data-submits]").forEach((select) => select.addEventListener("change", () => select.form.requestSubmit()));
  const restored = await cells.start();
  if (!cells.queue.store.keeps) status.warn(words.noStore);
  if (cells.queue.foreign) status.warn(words.foreign);
  if (restored) grid.tell(say(words.restored, { count: restored }));
  status.draw();
}

start();
