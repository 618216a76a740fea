// <ww-bewijs data-wacht="…"> in a form, around input[name=started] and input[name=proof]: while somebody fills the form
// in, finds numbers whose hash with the puzzle begins with zeros, so that sending many forms costs a program work
// (core/puzzles.py). Asks nothing and stores nothing; without scripts, or when it does not get ready, the form is sent as it is.
const PARTS = 16;
const AT_ONCE = 128;
const GIVE_UP_MS = 60_000;

export class Proof extends HTMLElement {
  connectedCallback() {
    this.form = this.closest("form");
    if (!this.form || !globalThis.crypto?.subtle || this.status) return;
    this.puzzle = this.querySelector("[name=started]").value;
    this.status = Object.assign(document.createElement("p"), { className: "ww-klein" });
    this.status.setAttribute("role", "status");
    this.append(this.status);
    // A phone that only shows the page does not work for it.
    for (const name of ["focusin", "pointerdown", "input"]) this.form.addEventListener(name, () => this.start(), { once: true });
    this.form.addEventListener("submit", (event) => this.hold(event));
  }

  start() {
    this.work ??= this.solve();
    return this.work;
  }

  async solve() {
    const bits = Number(/^f(\d+)\./.exec(this.puzzle)?.[1]);
    const found = [];
    while (found.length < PARTS) found.push(await numberFor(`${this.puzzle}|${found.length}|`, bits));
    this.querySelector("[name=proof]").value = found.join();
  }

  // The form leaves when the work is done, and once.
  hold(event) {
    if (this.isSent) return event.preventDefault();
    if (this.isReady || this.querySelector("[name=proof]").value) {
      this.isSent = true;
      // Stopped by somebody, it can be sent again.
      setTimeout(() => { this.isSent = false; }, 3_000);
      return;
    }
    event.preventDefault();
    this.status.textContent = this.dataset.wacht;
    this.leaving ??= this.leave(event.submitter);
  }

  async leave(submitter) {
    await Promise.race([this.start(), new Promise((resolve) => setTimeout(resolve, GIVE_UP_MS))]).catch(() => {});
    // A browser does not let a form go from within its own submit event, which may not be over yet.
    await new Promise((resolve) => setTimeout(resolve));
    this.isReady = true;
    this.leaving = undefined;
    this.status.textContent = "";
    this.form.requestSubmit(submitter);
  }
}

async function numberFor(text, bits) {
  const encoder = new TextEncoder();
  for (let first = 0; ; first += AT_ONCE) {
    const hashes = await Promise.all(
      Array.from({ length: AT_ONCE }, (_, index) => crypto.subtle.digest("SHA-256", encoder.encode(text + (first + index)))),
    );
    const index = hashes.findIndex((hash) => Math.clz32(new DataView(hash).getUint32(0)) >= bits);
    if (index >= 0) return first + index;
    // Between two batches the page draws, and hears the keyboard.
    await new Promise((resolve) => setTimeout(resolve));
  }
}
