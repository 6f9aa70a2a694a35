// Light or dark before anything is painted; the design system's own script takes over afterwards.
{
  const page = document.documentElement;
  let scheme = "system";
  try {
    scheme = localStorage.getItem("scheme") || scheme;
  } catch {
    // A browser that keeps nothing shows what the system prefers.
  }
  const dark = scheme === "dark" || (scheme === "system" && matchMedia("(prefers-color-scheme: dark)").matches);
  page.dataset.frTheme = dark ? "dark" : "light";
}
