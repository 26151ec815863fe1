// Signing out discards what this browser still holds unsent, after a warning that says how much it is.
import { DATABASES, Store } from "./filing-store.js";

document.querySelectorAll("button[data-signs-out]").forEach((button) => {
  const { form } = button;
  form.addEventListener("submit", async (event) => {
    if (form.dataset.cleared) return;
    event.preventDefault();
    const stores = await Promise.all(DATABASES.map((name) => Store.open(name)));
    const user = Number(button.dataset.user);
    const kept = (await Promise.all(stores.map((store) => store.all()))).flat().filter((record) => record.user === user);
    if (kept.length && !confirm(button.dataset.unsent.replace("%(count)s", kept.length))) return;
    await Promise.all(stores.map((store) => store.clear(user)));
    form.dataset.cleared = "1";
    setTimeout(() => form.requestSubmit(button)); // within the event that is going on, a form is not submitted again
  });
});
