// The page's data and the sentences of its language.
export const settings = JSON.parse(document.getElementById("filing-settings").textContent);
export const words = settings.words;

export function say(text, values = {}) {
  return text.replace(/%\((\w+)\)s/g, (whole, name) => values[name] ?? "");
}

// Full-width signs as the usual ones; the digit of a footnote (17²) stays what it is.
export const halfWidth = (text) => text.replace(/[\uff01-\uff5e]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0));

// A number as it is compared and sent: half-width, without needless zeros. Text that is no number stays as it is.
export function canonical(text) {
  const plain = halfWidth(String(text ?? "")).trim();
  if (!/^[+-]?(\d+\.?\d*|\.\d+)$/.test(plain)) return plain;
  const [whole, decimals = ""] = plain.replace(/^\+/, "").split(".");
  const sign = whole.startsWith("-") ? "-" : "";
  const left = whole.replace(/^-?0+(?=\d)/, sign) || "0";
  const right = decimals.replace(/0+$/, "");
  return right ? `${left}.${right}` : left;
}

// A stored score with the decimals of its column, so that numbers stand below each other.
export function shown(value, criterion) {
  const scored = criterion.kind === "judged" || criterion.kind === "banded";
  return value !== "" && scored ? Number(value).toFixed(settings.places) : value;
}

// Why a text cannot stand in a cell of the criterion, or nothing. The server checks again.
export function refusal(text, criterion) {
  const value = canonical(text);
  if (value === "") return "";
  if (!/^-?\d+(\.\d+)?$/.test(value)) return words.notNumber;
  if (criterion.kind === "veto") return value === "0" || value === "1" ? "" : words.veto;
  if (value.startsWith("-") && Number(value) !== 0) return words.belowZero;
  const capped = criterion.kind === "judged" || criterion.kind === "banded";
  if (capped && Number(value) > Number(criterion.maximum)) return say(words.aboveMaximum, { maximum: criterion.maximum });
  const places = criterion.kind === "counted" ? 0 : settings.places;
  if ((value.split(".")[1] ?? "").length > places) return say(words.tooManyDecimals, { places });
  return "";
}

export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}
