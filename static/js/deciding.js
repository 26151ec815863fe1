/* A number that is typed at a line is meant: it chooses a number for each line. */
document.addEventListener("input", (event) => {
  const choice = event.target.matches("table.decide .own input") && document.querySelector('input[name="how"][value="own"]');
  if (choice) choice.checked = true;
});
