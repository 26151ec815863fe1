// Copy, cut and paste between the grid and Excel. What does not fit is said before anything is pasted.
import { place, readBlock, writeBlock } from "./filing-block.js";
import { say, words } from "./filing-words.js";

export class Clipboard {
  constructor(grid, status) {
    this.grid = grid;
    this.status = status;
    grid.table.addEventListener("copy", (event) => this.copy(event));
    grid.table.addEventListener("cut", (event) => this.copy(event) && this.grid.empty());
    grid.table.addEventListener("paste", (event) => this.paste(event));
  }

  copy(event) {
    if (this.grid.mode !== "moving") return false;
    const block = this.grid.range.map((cells) => cells.map((cell) => cell.text));
    event.clipboardData.setData("text/plain", writeBlock(block));
    event.preventDefault();
    this.grid.tell(say(words.copied, { count: block.flat().length }));
    return true;
  }

  paste(event) {
    const block = readBlock(event.clipboardData.getData("text/plain"));
    const single = block.length === 1 && block[0].length === 1;
    if (single && this.grid.mode === "editing") return;
    event.preventDefault();
    this.grid.mode = "moving";
    if (single) this.fill(block[0][0]);
    else this.pasteBlock(block);
  }

  // One value fills what is selected.
  fill(text) {
    this.put(this.grid.selected.map((cell) => [cell, text]), words.pasted);
  }

  pasteBlock(block) {
    const { grid, status } = this;
    const [[corner]] = grid.range;
    const found = place(block, { row: corner.row.place, column: corner.column }, grid);
    const pairs = found.places.map(([row, column, text]) => [grid.rows[row].cells[column], text]);
    const done = found.byNumber ? words.pastedByNumber : words.pasted;
    if (found.twice) status.ask(say(words.pasteTwice, { number: found.twice }), [this.close()]);
    else if (found.tooLarge) this.offer(say(words.pasteTooLarge, found.tooLarge), words.pasteFit, pairs, done);
    else if (found.unknown?.length) {
      const numbers = found.unknown.slice(0, 8).join(", ") + (found.unknown.length > 8 ? "…" : "");
      this.offer(say(words.pasteUnknown, { numbers }), words.pasteKnown, pairs, done);
    } else this.put(pairs, done);
  }

  offer(sentence, label, pairs, done) {
    const accept = this.status.button(label, () => {
      this.status.clear();
      this.put(pairs, done);
      this.grid.at.input.focus();
    });
    this.status.ask(sentence, pairs.length ? [accept, this.close()] : [this.close()]);
    this.status.banner.querySelector("button").focus();
  }

  close() {
    return this.status.button(words.pasteCancel, () => {
      this.status.clear();
      this.grid.at.input.focus();
    });
  }

  put(pairs, sentence) {
    const open = pairs.filter(([cell]) => !cell.readOnly);
    const locked = pairs.length - open.length;
    if (open.length) this.grid.change(open);
    this.grid.before = this.grid.at.text;
    this.grid.at.input.select();
    const parts = [say(sentence, { count: open.length })];
    if (locked) parts.push(say(words.pasteLocked, { count: locked }));
    this.grid.tell(parts.join(" "));
  }
}
