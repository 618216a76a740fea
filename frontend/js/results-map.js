// <ww-kaart data-tegels=… data-script=… data-stijl=…> around the sketch and its list: offers a map of streets,
// which is loaded, and asks another server for tiles, only when somebody presses the button.
export class ResultsMap extends HTMLElement {
  connectedCallback() {
    this.question = this.querySelector("[data-vraag]");
    this.button = this.question?.querySelector("button");
    if (!this.button || !this.dataset.tegels) return;
    this.question.hidden = false;
    this.button.addEventListener("click", () => this.load());
  }

  async load() {
    if (this.button.getAttribute("aria-disabled")) return;
    this.button.setAttribute("aria-disabled", "true");
    try {
      const [{ openStreets }] = await Promise.all([import(new URL(this.dataset.script, document.baseURI)), addStyle(this.dataset.stijl)]);
      openStreets(this);
    } catch {
      const message = this.querySelector("[data-melding]");
      message.textContent = message.dataset.geenStraten;
      this.button.removeAttribute("aria-disabled");
    }
  }
}

function addStyle(href) {
  return new Promise((resolve, reject) => {
    const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href, onload: resolve, onerror: reject });
    document.head.append(link);
  });
}
