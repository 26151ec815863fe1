// What follows from the numbers: of each line at once, of the whole return as the server counts it.
import { element, halfWidth, say, words } from "./filing-words.js";

const LATER = 400;
const REASONS = ["problem_kind", "problem", "urgency", "consequence"];
const fieldOf = (line, name) => line.querySelector(`[data-cell$=":${name}"]`);

// How many more or fewer, whether that is beyond the quota, and whether anything has to be said.
export function drawLine(line) {
  const text = halfWidth(fieldOf(line, "wanted").value).trim();
  const number = /^\d{1,3}$/.test(text) ? Number(text) : null;
  const extra = number === null ? null : number - Number(line.dataset.authorised);
  const sign = extra === null ? "—" : extra > 0 ? `+${extra}` : String(extra).replace("-", "−");
  const kind = extra > 0 ? "extra more" : extra < 0 ? "extra less" : "extra";
  line.querySelector("[data-extra]").replaceChildren(element("span", { class: kind, title: say(words.extra, { extra: sign }) }, sign));
  const { most, elsewhere } = line.dataset;
  const over = most === undefined ? 0 : number + Number(elsewhere) - Number(most);
  const sentence = Number(elsewhere) ? words.overQuotaWithOthers : words.overQuota;
  line.querySelector("[data-quota]").textContent = over > 0 ? say(sentence, { most, elsewhere, over, wanted: number }) : "";
  const said = REASONS.some((name) => fieldOf(line, name).value.trim()) || "named" in line.dataset;
  const inside = line.querySelector(".reasons").contains(document.activeElement);
  line.classList.toggle("settled", !extra && !said && !inside);
}

export class DemandFigures {
  constructor(url) {
    this.url = url;
    this.place = document.getElementById("figures");
  }

  ask() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.load(), LATER);
  }

  async load() {
    const open = this.place.querySelector("details")?.open;
    try {
      const response = await fetch(this.url, { cache: "no-store" });
      if (!response.ok || response.redirected) return;
      const part = new DOMParser().parseFromString(await response.text(), "text/html").body;
      this.place.replaceChildren(...part.childNodes);
    } catch {
      return; // the next answer asks again
    }
    const details = this.place.querySelector("details");
    if (details && open) details.open = true;
    this.spread();
  }

  // What is lacking stands beside its field as well.
  spread() {
    document.querySelectorAll("[data-lacks]").forEach((list) => {
      const about = this.place.querySelectorAll(`[data-about="${list.dataset.lacks}"]`);
      list.replaceChildren(...[...about].map((lack) => element("li", {}, lack.textContent)));
    });
  }
}
