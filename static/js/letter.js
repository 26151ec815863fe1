// Goals: rows are added without leaving the page, and the sum of the weights is always there. Without this a button of the form does it.
(() => {
  "use strict";
  const table = document.querySelector(".goal-rows");
  if (!table) return;
  const more = document.querySelector("button[name=more]");
  const total = document.querySelector("[name=goals-TOTAL_FORMS]");
  const most = Number(document.querySelector("[name=goals-MAX_NUM_FORMS]").value);
  const place = document.querySelector("[data-sum]");

  const figure = (text) => Number(text.normalize("NFKC").replaceAll(",", "").trim());
  const sum = () => {
    const weights = [...table.querySelectorAll("input[name$=-weight]")].map((input) => figure(input.value));
    const found = weights.reduce((all, one) => all + (Number.isFinite(one) ? Math.round(one * 100) : 0), 0) / 100;
    place.textContent = `${table.dataset.weights}: ${found}`;
  };

  more.addEventListener("click", (event) => {
    event.preventDefault();
    const number = Number(total.value);
    if (number >= most) return;
    const row = table.tBodies[0].rows[table.tBodies[0].rows.length - 1].cloneNode(true);
    row.querySelectorAll(".error").forEach((error) => error.remove());
    row.querySelectorAll("input, select, textarea, label").forEach((part) => {
      for (const name of ["name", "id", "htmlFor"]) if (part[name]) part[name] = part[name].replace(/goals-\d+-/, `goals-${number}-`);
      if (part.matches("select")) part.selectedIndex = 0;
      else if ("value" in part) part.value = "";
      part.removeAttribute("aria-invalid");
    });
    row.querySelector("[data-place]").textContent = number + 1;
    table.tBodies[0].append(row);
    total.value = number + 1;
    more.hidden = number + 1 >= most;
    row.querySelector("textarea").focus();
  });
  table.addEventListener("input", sum);
  sum();
})();
