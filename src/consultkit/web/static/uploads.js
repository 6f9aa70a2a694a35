// Sends files as soon as they are chosen, with progress and again after a broken connection. Without this file,
// or when it gives up, they go with the page.

const TRIES = 5;
const FIRST_WAIT_MS = 1000;
const STALL_MS = 60_000;

class Refused extends Error {}

class Uploads {
  constructor(input) {
    this.input = input;
    this.form = input.form;
    this.place = input.closest("fieldset");
    this.list = this.place.querySelector("[data-files]");
    this.state = this.place.querySelector("[data-upload-state]");
    this.place.querySelector("[name=attach]").hidden = true;
    input.addEventListener("change", () => this.sendAll());
    this.form.addEventListener("submit", (event) => this.letGo(event));
  }

  sendAll() {
    this.sending = this.sendEach([...this.input.files]).finally(() => (this.sending = null));
  }

  // What could not be sent stays in the control: it goes with the page.
  async sendEach(files) {
    const left = new DataTransfer();
    const refusals = [];
    for (const file of files) {
      try {
        this.show(await this.persist(file));
        this.tell("done", file);
      } catch (error) {
        if (error instanceof Refused) refusals.push(error.message);
        else {
          left.items.add(file);
          this.tell("failed", file);
        }
      }
    }
    this.input.files = left.files;
    if (refusals.length) this.state.textContent = refusals.join(" ");
  }

  async persist(file) {
    const { mostBytes, tooLarge } = this.input.dataset;
    // The server would refuse it all the same, after a long wait.
    if (file.size > mostBytes) throw new Refused(tooLarge.replace("{name}", file.name));
    for (let tried = 1; ; tried += 1) {
      try {
        return await this.send(file);
      } catch (error) {
        if (error instanceof Refused || error.final || tried === TRIES) throw error;
        this.tell("waiting", file);
        await new Promise((resolve) => setTimeout(resolve, FIRST_WAIT_MS * 2 ** (tried - 1)));
      }
    }
  }

  send(file) {
    const body = new FormData();
    body.append("csrf_token", this.form.elements["csrf_token"].value);
    body.append("question", this.input.dataset.upload);
    body.append("file", file);
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      let silence;
      // A telephone that leaves its network often hears nothing of it: silence is taken for a break.
      const heard = () => {
        clearTimeout(silence);
        silence = setTimeout(() => request.abort(), STALL_MS);
      };
      request.open("POST", this.form.dataset.uploads);
      request.responseType = "json";
      request.upload.addEventListener("progress", (event) => {
        heard();
        this.progress(file, event);
      });
      request.addEventListener("load", () => {
        if (request.status === 200 && request.response) return resolve(request.response);
        if (request.status === 422 && request.response) return reject(new Refused(request.response.error));
        reject(Object.assign(new Error(), { final: request.status < 500 }));
      });
      for (const end of ["error", "abort"]) request.addEventListener(end, () => reject(new Error()));
      request.addEventListener("loadend", () => clearTimeout(silence));
      heard();
      request.send(body);
    });
  }

  progress(file, { loaded, total }) {
    this.tell("sending", file, Math.floor((100 * loaded) / (total || 1)));
  }

  tell(what, file, percent = "") {
    this.state.setAttribute("aria-live", what === "sending" ? "off" : "polite");
    this.state.textContent = this.input.dataset[what].replace("{name}", file.name).replace("{percent}", percent);
  }

  show(stored) {
    if (this.input.dataset.most === "1") this.list.replaceChildren();
    const item = this.place.querySelector("template[data-file-item]").content.firstElementChild.cloneNode(true);
    const [hidden, link, size] = ["input", "a", ".hint"].map((what) => item.querySelector(what));
    hidden.value = stored.id;
    Object.assign(link, { href: stored.url, textContent: stored.name });
    size.textContent = `(${stored.size})`;
    const removal = item.querySelector("[name=remove-file]");
    removal.value = stored.id;
    removal.querySelector("span").textContent = stored.name;
    this.list.append(item);
    // The page is saved with it after a second, as with whatever else is typed.
    hidden.dispatchEvent(new Event("change", { bubbles: true }));
  }

  letGo(event) {
    if (!this.sending) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const button = event.submitter;
    this.sending.then(() => this.form.requestSubmit(button));
  }
}

for (const input of document.querySelectorAll("input[data-upload]")) new Uploads(input);
