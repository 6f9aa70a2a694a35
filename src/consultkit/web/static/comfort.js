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
