// A return that saves itself. Without this script the page is a form with a Save button.
import { DemandCells } from "./demand-cells.js";
import { DemandFigures, drawLine } from "./demand-figures.js";
import { Status } from "./filing-status.js";
import { element, halfWidth, say, settings, words } from "./filing-words.js";

const form = document.getElementById("return");
const lineOf = (input) => input.closest(".line");
const wantedIn = (line) => line.querySelector('[data-cell$=":wanted"]');

function paint(cell) {
  cell.place.classList.remove("waiting", "saving", "saved", "refused", "conflict", "locked", "gone");
  if (cell.state) cell.place.classList.add(cell.state);
  cell.input.setAttribute("aria-invalid", String(cell.unsolved));
  cell.place.querySelector("[data-why]").replaceChildren(...sentence(cell));
  const line = lineOf(cell.input);
  if (line) drawLine(line);
}

function sentence(cell) {
  if (cell.state === "conflict") {
    const named = (value) => cell.shown(value) || words.emptied;
    const choice = (name, text, value) => element("button", { type: "button", class: "btn", "data-choose": name }, say(text, { value: named(value) }));
    const text = say(words.conflict, { theirs: named(cell.theirs), at: cell.at });
    return [text, " ", choice("mine", words.mine, cell.value), " ", choice("theirs", words.theirs, cell.theirs)];
  }
  if (cell.unsolved) return [say(words.refused, { reason: cell.reason })];
  return { waiting: [words.cellWaiting], saving: [words.cellWaiting], saved: [words.saved] }[cell.state] ?? [];
}

const cells = new DemandCells(form, paint);
const cellOf = (input) => cells.byInput.get(input);

// The line's next one that asks for a number; after the last the first question.
function next(input) {
  const lines = [...form.querySelectorAll(".line")];
  const following = lines[lines.indexOf(lineOf(input)) + 1];
  return following ? wantedIn(following) : form.querySelector(".replies [data-cell]");
}

function asItIs(line) {
  cells.set(cellOf(wantedIn(line)), line.dataset.authorised);
}

function allAsTheyAre() {
  const lines = [...form.querySelectorAll(".line")];
  lines.filter((line) => wantedIn(line).value.trim() === "").forEach(asItIs);
}

// An equals sign, also the full-width one of a Chinese keyboard, takes the number as it is and goes on.
function takeEquals(event) {
  const input = event.target;
  if (input.inputMode !== "numeric" || event.isComposing || !halfWidth(input.value).includes("=")) return false;
  asItIs(lineOf(input));
  next(input)?.focus();
  return true;
}

form.addEventListener("compositionend", takeEquals);
form.addEventListener("input", (event) => {
  const cell = cellOf(event.target);
  if (!cell || takeEquals(event)) return;
  if (event.target.tagName === "SELECT") cells.commit(cell);
  else cells.typing(cell);
  if (lineOf(event.target)) drawLine(lineOf(event.target));
});
form.addEventListener("focusin", (event) => event.target.inputMode === "numeric" && event.target.select());
form.addEventListener("focusout", (event) => {
  const cell = cellOf(event.target);
  if (cell) cells.commit(cell);
});
form.addEventListener("keydown", (event) => {
  const cell = cellOf(event.target);
  if (!cell) return;
  const single = event.target.tagName === "INPUT";
  if (event.key === "Escape" && cell.unsolved) cells.revert(cell);
  else if (event.key === "Enter" && single) next(event.target)?.focus();
  else return;
  event.preventDefault();
});
form.addEventListener("click", (event) => {
  const choice = event.target.closest("[data-choose]");
  const unchanged = event.target.closest("[data-as-it-is]");
  if (choice) {
    const cell = cellOf(choice.closest(".cell").querySelector("[data-cell]"));
    cells.choose(cell, choice.dataset.choose === "mine");
    cell.input.focus();
  } else if (unchanged) {
    event.preventDefault();
    if (unchanged.dataset.asItIs === "all") allAsTheyAre();
    else asItIs(lineOf(unchanged));
  }
});
form.addEventListener("submit", (event) => event.preventDefault());

function showUnsolved() {
  cells.list.find((cell) => cell.unsolved)?.input.focus();
}

// Whatever leads on waits until everything typed is stored.
function wait(link, status) {
  link.addEventListener("click", async (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    status.line.textContent = words.submitWaits;
    if (await cells.settled()) location.assign(link.href);
    else {
      status.ask(words.submitBlocked, [status.button(words.nextUnsolved, showUnsolved)]);
      status.text = "";
      status.draw();
    }
  });
}

async function start() {
  const status = new Status(cells, showUnsolved);
  form.classList.add("live");
  document.querySelectorAll("[data-without-script]").forEach((place) => (place.hidden = true));
  form.querySelectorAll(".line").forEach(drawLine);
  document.querySelectorAll("a[data-waits]").forEach((link) => wait(link, status));
  const figures = new DemandFigures(settings.urls.figures);
  cells.addEventListener("answers", () => figures.ask());
  const restored = await cells.start();
  if (!cells.queue.store.keeps) status.warn(words.noStore);
  if (cells.queue.foreign) status.warn(words.foreign);
  if (restored) status.warn(say(words.restored, { count: restored }));
  status.draw();
}

start();
