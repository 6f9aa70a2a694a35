// Comfort only: every page does its whole work without this file.

for (const summary of document.querySelectorAll("[data-focus]")) summary.focus();

for (const place of document.querySelectorAll("[data-print]")) {
  place.hidden = false;
  place.querySelector("button").addEventListener("click", () => window.print());
}

// A second click while the first is on its way would only make people wonder; the server takes it once anyway.
for (const form of document.querySelectorAll("form[data-once]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
    form.querySelector("button[type=submit]").setAttribute("aria-disabled", "true");
  });
}
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-once]")) delete form.dataset.sent;
});

for (const area of document.querySelectorAll("textarea[data-limit]")) {
  const counter = document.createElement("p");
  counter.className = "counter";
  const tell = () => {
    const left = area.dataset.limit - [...area.value].length;
    counter.textContent = area.dataset.left.replace("{count}", left.toLocaleString(document.documentElement.lang));
  };
  area.after(counter);
  area.addEventListener("input", tell);
  tell();
}

for (const field of document.querySelectorAll("[data-specifies]")) {
  const box = document.getElementById(field.dataset.specifies);
  const tell = () => { field.hidden = !box.checked; };
  box.closest("fieldset").addEventListener("change", tell);
  tell();
}

// What stands alone gives way to the others, and the others to it.
for (const alone of document.querySelectorAll("[data-exclusive]")) {
  const group = alone.closest("fieldset");
  group.addEventListener("change", (event) => {
    if (event.target.type !== "checkbox" || !event.target.checked) return;
    for (const box of group.querySelectorAll("input[type=checkbox]")) {
      if (box !== event.target && (event.target === alone || box === alone)) box.checked = false;
    }
    for (const field of group.querySelectorAll("[data-specifies]")) {
      field.hidden = !document.getElementById(field.dataset.specifies).checked;
    }
  });
}
