// Copies a text; where the browser forbids it (no HTTPS) the text is opened and selected instead.
document.querySelectorAll("[data-copies]").forEach((button) => {
  button.addEventListener("click", async () => {
    const place = document.getElementById(button.dataset.copies);
    try {
      await navigator.clipboard.writeText(place.value);
    } catch {
      place.closest("details").open = true;
      place.select();
      document.execCommand("copy");
    }
    document.getElementById("copied").textContent = button.dataset.copied;
  });
});
