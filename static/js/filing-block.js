// Blocks from and to Excel: text with tabs, and where its rows and columns belong.
import { canonical } from "./filing-words.js";

// Excel puts a cell with a line break or a tab in quotes and doubles the quotes in it.
export function readBlock(text) {
  const rows = [[]];
  let cell = "";
  let quoted = false;
  for (let place = 0; place < text.length; place += 1) {
    const sign = text[place];
    if (quoted) {
      if (sign !== '"') cell += sign;
      else if (text[place + 1] === '"') (cell += '"'), (place += 1);
      else quoted = false;
    } else if (sign === '"' && cell === "") quoted = true;
    else if (sign === "\t") rows.at(-1).push(cell), (cell = "");
    else if (sign === "\n") rows.at(-1).push(cell), rows.push([]), (cell = "");
    else if (sign !== "\r") cell += sign;
  }
  rows.at(-1).push(cell);
  while (rows.length > 1 && rows.at(-1).every((text) => text.trim() === "")) rows.pop();
  return rows.map((row) => row.map((text) => text.trim()));
}

export function writeBlock(rows) {
  return rows.map((row) => row.join("\t")).join("\r\n");
}

const plain = (text) => text.normalize("NFKC").toLowerCase().replace(/\s|\(.*\)$/g, "");

// Where each value of a block goes: {places: [[row, column, text]], …}, or what keeps it from being pasted at once.
export function place(block, at, grid) {
  const found = byNumber(block, grid);
  return found ?? byPosition(block, at, grid);
}

function byPosition(block, at, grid) {
  const columns = Math.max(...block.map((row) => row.length));
  const fitRows = grid.rows.length - at.row;
  const fitColumns = grid.columns.length - at.column;
  const places = [];
  block.slice(0, fitRows).forEach((row, down) => {
    row.slice(0, fitColumns).forEach((text, right) => places.push([at.row + down, at.column + right, text]));
  });
  const tooLarge = block.length > fitRows || columns > fitColumns;
  return { places, tooLarge: tooLarge ? { rows: block.length, columns, fitRows: Math.min(fitRows, block.length), fitColumns: Math.min(fitColumns, columns) } : null };
}

// A block that carries employee numbers finds its own rows, whatever their order; its headings, if it has any, find the columns.
function byNumber(block, grid) {
  const rowOf = new Map(grid.rows.map((row, place) => [row.number, place]));
  const known = (text) => rowOf.has(text.normalize("NFKC").trim());
  const numbers = [0, 1, 2].find((column) => block.filter((row) => known(row[column] ?? "")).length * 2 >= Math.max(1, block.length - 1));
  if (numbers === undefined || grid.columns.some((_name, column) => column === numbers && block.every((row) => isScore(row[numbers])))) return null;
  const headings = block.find((row) => row.some((text) => grid.columns.includes(plain(text))));
  const columnOf = headings ? byHeading(headings, grid) : byOrder(block, numbers, grid);
  return collect(block.filter((row) => row !== headings), numbers, columnOf, rowOf);
}

const isScore = (text) => /^\d+(\.\d+)?$/.test(canonical(text ?? ""));

function byHeading(headings, grid) {
  return headings.map((text) => grid.columns.indexOf(plain(text)));
}

// Without headings the scores follow the number and, if there is one, the name.
function byOrder(block, numbers, grid) {
  const named = block.some((row) => row[numbers + 1] && !isScore(row[numbers + 1]));
  const first = numbers + (named ? 2 : 1);
  const width = Math.max(...block.map((row) => row.length));
  return Array.from({ length: width }, (_none, column) => (column >= first && column - first < grid.columns.length ? column - first : -1));
}

function collect(rows, numbers, columnOf, rowOf) {
  const places = [];
  const unknown = [];
  const seen = new Set();
  for (const row of rows) {
    const number = (row[numbers] ?? "").normalize("NFKC").trim();
    if (number === "") continue;
    if (seen.has(number)) return { places: [], twice: number };
    seen.add(number);
    if (!rowOf.has(number)) unknown.push(number);
    else row.forEach((text, column) => columnOf[column] >= 0 && places.push([rowOf.get(number), columnOf[column], text]));
  }
  return { places, unknown, byNumber: true };
}

export const columnName = plain;
