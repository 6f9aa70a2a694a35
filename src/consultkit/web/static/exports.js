// Shows how far exports are while they are made. The page does its whole work without this file.

const EVERY_MS = 3000;
const PATIENCE_MS = 20_000;

async function look() {
  const shown = document.getElementById("exports");
  try {
    const answer = await fetch(location.href, { signal: AbortSignal.timeout(PATIENCE_MS) });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const newer = page.getElementById("exports");
    if (!answer.ok || !newer) return;
    const moves = newer.hasAttribute("data-moving");
    // Where nothing changed nothing is written: a reader of the screen would hear it again.
    if (newer.innerHTML !== shown.innerHTML && !shown.contains(document.activeElement)) {
      shown.innerHTML = newer.innerHTML;
    }
    if (!moves) return;
  } catch {
    // The network is away for a moment: it is asked again.
  }
  setTimeout(look, EVERY_MS);
}

setTimeout(look, EVERY_MS);
