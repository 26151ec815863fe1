// What the person is told about sending: one line that is always there, and a banner when something is asked of him or her.
import { element, say, settings, words } from "./filing-words.js";

const time = (date) => date.toTimeString().slice(0, 5);

export class Status {
  constructor(cells, showUnsolved) {
    this.cells = cells;
    this.queue = cells.queue;
    this.line = document.getElementById("queue");
    this.banner = document.getElementById("banner");
    this.showUnsolved = showUnsolved;
    cells.addEventListener("queue", () => this.draw());
    cells.addEventListener("change", () => this.draw());
    this.queue.addEventListener("unkept", () => this.warn(words.noStore));
    setInterval(() => this.queue.state === "waiting" && this.draw(), 1000);
  }

  draw() {
    const ready = this.queue.ready.length;
    const unsolved = this.queue.unsolved.length;
    const { state } = this.queue;
    document.documentElement.dataset.filing = ready ? state === "idle" ? "sending" : state : unsolved ? "unsolved" : "saved";
    this.drawLine(state, ready, unsolved);
    if (this.shown !== state) this.drawBanner(state);
    this.shown = state;
  }

  drawLine(state, ready, unsolved) {
    const parts = [];
    if (state === "waiting" && ready) {
      parts.push(say(words.offline, { count: ready, seconds: Math.max(1, Math.ceil((this.queue.nextAt - Date.now()) / 1000)) }));
      parts.push(this.button(words.tryNow, () => this.queue.again()));
    } else if (ready) parts.push(say(state === "sending" ? words.saving : words.waiting, { count: ready }));
    else if (!unsolved) parts.push(this.cells.savedAt ? say(words.savedAt, { time: time(this.cells.savedAt) }) : words.allSaved);
    if (unsolved) {
      parts.push(element("b", {}, say(words.unsolved, { count: unsolved })));
      if (this.showUnsolved) parts.push(this.button(words.nextUnsolved, this.showUnsolved));
    }
    const text = parts.map((part) => part.textContent ?? part).join("|");
    if (text === this.text) return;
    this.text = text;
    this.line.replaceChildren(...parts.flatMap((part) => [part, " "]));
    this.line.dataset.state = unsolved ? "unsolved" : ready ? state : "saved";
  }

  drawBanner(state) {
    if (state === "signedOut") {
      const link = element("a", { href: settings.urls.sign_in, target: "_blank", rel: "noopener", class: "btn btn-primary" }, words.signIn);
      this.ask(words.signedOut, [link]);
    } else if (state === "otherUser") this.ask(words.otherUser, [this.button(words.reload, () => location.reload())]);
    else if (state === "stopped") this.ask(say(words.serverRefused, { status: this.queue.status }), []);
    else if (["signedOut", "otherUser", "stopped"].includes(this.shown)) this.clear();
  }

  warn(sentence) {
    if (!this.banner.firstChild) this.ask(sentence, []);
  }

  ask(sentence, choices) {
    this.banner.replaceChildren(element("div", { class: "alert alert-warning" }, element("span", {}, sentence), " ", ...choices.flatMap((choice) => [choice, " "])));
  }

  clear() {
    this.banner.replaceChildren();
  }

  button(label, act) {
    const made = element("button", { type: "button", class: "btn" }, label);
    made.addEventListener("click", act);
    return made;
  }

  // Forms that submit sheets wait until everything typed is stored, and carry the versions seen.
  guard(form, seen) {
    form.addEventListener("submit", async (event) => {
      if (form.dataset.cleared) return;
      event.preventDefault();
      this.line.textContent = words.submitWaits;
      if (!(await this.queue.settled())) {
        this.ask(words.submitBlocked, this.showUnsolved ? [this.button(words.nextUnsolved, this.showUnsolved)] : []);
        this.text = "";
        this.draw();
        return;
      }
      form.elements.seen.value = seen();
      form.dataset.cleared = "1";
      setTimeout(() => form.requestSubmit()); // within the event that is going on, a form is not submitted again
    });
    addEventListener("pageshow", () => delete form.dataset.cleared);
  }
}
