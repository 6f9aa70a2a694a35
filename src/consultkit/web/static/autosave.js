// Saves a page of questions one second after the last key. The page does its whole work without this file.

const QUIET_MS = 1000;
const LONGEST_WAIT_MS = 60_000;
const PATIENCE_MS = 20_000;
const AS_EXPECTED = ["saving", "saved"];

class Autosave {
  constructor(form, state) {
    this.form = form;
    this.state = state;
    this.version = form.elements["draft-version"];
    this.failures = 0;
    form.addEventListener("input", () => this.wait(QUIET_MS));
    form.addEventListener("change", () => this.wait(QUIET_MS));
    form.addEventListener("submit", (event) => this.letGo(event));
    addEventListener("online", () => this.failures && this.wait(0));
    document.addEventListener("visibilitychange", () => document.hidden && this.timer && this.wait(0));
  }

  wait(ms) {
    if (this.over) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), ms);
  }

  // One request at a time: a second one made from the same version would be taken for another tab's.
  async save() {
    this.timer = null;
    if (this.saving) return this.wait(QUIET_MS);
    this.saving = this.send();
    await this.saving;
    this.saving = null;
  }

  async send() {
    this.tell("saving");
    try {
      this.heard(await this.post());
    } catch {
      this.retry();
    }
  }

  post() {
    const typed = [...new FormData(this.form)].filter(([, value]) => typeof value === "string");
    return fetch(this.form.dataset.autosave, {
      method: "POST",
      body: new URLSearchParams(typed),
      redirect: "manual",
      signal: AbortSignal.timeout(PATIENCE_MS),
    }).then(async (answer) => ({ status: answer.status, told: answer.ok ? await answer.json() : {} }));
  }

  heard({ status, told }) {
    if (status >= 500) return this.retry();
    if (status !== 200) return this.stop({ 409: "elsewhere", 403: "closed" }[status] ?? "ended");
    this.failures = 0;
    this.version.value = told.version;
    this.tell("saved", new Date().toLocaleTimeString(document.documentElement.lang, { timeStyle: "short" }));
  }

  retry() {
    this.failures += 1;
    this.tell("retry");
    this.wait(Math.min(QUIET_MS * 2 ** this.failures, LONGEST_WAIT_MS));
  }

  stop(why) {
    this.over = true;
    clearTimeout(this.timer);
    this.tell(why);
  }

  tell(what, time = "") {
    this.state.dataset.is = what;
    // Said aloud at every pause, it would drown what one is doing: only trouble is.
    this.state.setAttribute("aria-live", AS_EXPECTED.includes(what) ? "off" : "polite");
    this.state.textContent = this.state.dataset[what].replace("{time}", time);
  }

  // What is on its way must come first: it changes the version that this form says it was made from.
  letGo(event) {
    clearTimeout(this.timer);
    this.over = true;
    if (!this.saving) return;
    event.preventDefault();
    const button = event.submitter;
    this.saving.then(() => {
      clearTimeout(this.timer);
      this.form.requestSubmit(button);
    });
  }
}

const form = document.querySelector("form[data-autosave]");
if (form) new Autosave(form, document.querySelector("[data-save-state]"));
