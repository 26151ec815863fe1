/* The export menu: arrows in place of numbers. Without a script, the numbers say the order. */
(() => {
  "use strict";
  const renumber = (list) => [...list.children].forEach((item, index) => { item.querySelector(".place").value = index + 1; });
  const arrow = (sign, words, item, step) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = sign;
    button.setAttribute("aria-label", `${sign} ${words}`);
    button.addEventListener("click", () => { step(); renumber(item.parentElement); button.focus(); });
    return button;
  };
  const enhance = (menu) => {
    if (!menu || menu.dataset.enhanced) return;
    menu.dataset.enhanced = "1";
    for (const item of menu.querySelectorAll("ol li")) {
      const words = item.textContent.trim();
      item.querySelector(".place").type = "hidden";
      const arrows = document.createElement("span");
      arrows.append(
        arrow("↑", words, item, () => item.previousElementSibling?.before(item)),
        arrow("↓", words, item, () => item.nextElementSibling?.after(item)),
      );
      item.append(arrows);
    }
  };
  const settle = () => {
    enhance(document.getElementById("export"));
    const form = document.querySelector("#export form");
    if (form) { form.action = location.href; form.elements.back.value = location.pathname + location.search; }
  };
  enhance(document.getElementById("export"));
  document.addEventListener("htmx:afterSwap", settle);
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.target.id === "export") (document.querySelector("#tables [aria-current]") || document.querySelector("#export summary"))?.focus();
  });
  /* Enter in the name keeps the choice; the first button would export it. */
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.target.id !== "keep-name") return;
    event.preventDefault();
    document.querySelector("[data-keep]").click();
  });
})();
