// <ww-zoek data-url="/zoeken/suggesties/"> around the search form: completes what is being typed.
// Nothing is stored, and no choice is made for the visitor: Enter without a choice sends the form.
import Combobox from "@github/combobox-nav";

const WAIT_MS = 150;
const MIN_LETTERS = 2;
const MAX_SHOWN = 6;

export class SearchSuggestions extends HTMLElement {
  connectedCallback() {
    this.input = this.querySelector("input[type=search]");
    if (!this.input || this.list) return;
    this.list = Object.assign(document.createElement("ul"), { id: "zoek-suggesties", className: "ww-suggesties", hidden: true });
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", "Suggesties");
    this.status = Object.assign(document.createElement("p"), { className: "ww-onzichtbaar" });
    this.status.setAttribute("role", "status");
    this.append(this.list, this.status);
    this.combobox = new Combobox(this.input, this.list, { tabInsertsSuggestions: false, firstOptionSelectionMode: "none" });
    this.input.addEventListener("input", () => this.schedule());
    this.input.addEventListener("keydown", (event) => this.escape(event));
    this.input.addEventListener("blur", () => setTimeout(() => this.close(), WAIT_MS));
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("combobox-commit", (event) => this.choose(event.target));
  }

  // The first Escape closes the list and keeps the words; the next one is the browser's own.
  escape(event) {
    if (event.key !== "Escape" || this.list.hidden) return;
    event.preventDefault();
    this.close();
  }

  disconnectedCallback() {
    this.close();
  }

  schedule() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), WAIT_MS);
  }

  async ask() {
    const text = this.input.value.trim();
    this.request?.abort();
    if (text.length < MIN_LETTERS) return this.close();
    this.request = new AbortController();
    try {
      const url = `${this.dataset.url}?q=${encodeURIComponent(text)}`;
      const response = await fetch(url, { signal: this.request.signal, headers: { Accept: "application/json" } });
      const suggestions = response.ok ? await response.json() : [];
      if (document.activeElement === this.input) this.show(suggestions.slice(0, MAX_SHOWN));
    } catch {
      // No connection, or a newer question: the form still works.
    }
  }

  show(suggestions) {
    if (suggestions.length === 0) return this.close();
    this.list.replaceChildren(...suggestions.map((suggestion, index) => option(suggestion, index)));
    this.list.hidden = false;
    this.combobox.start();
    const count = suggestions.length === 1 ? "1 suggestie" : `${suggestions.length} suggesties`;
    this.status.textContent = `${count}. Gebruik de pijltjes om te kiezen.`;
  }

  close() {
    clearTimeout(this.timer);
    if (!this.list || this.list.hidden) return;
    this.combobox.stop();
    this.list.hidden = true;
    this.list.replaceChildren();
    this.status.textContent = "";
  }

  choose(target) {
    const chosen = target.closest("[role=option]");
    const { url, text } = chosen.dataset;
    this.close();
    if (url) {
      location.assign(url);
    } else {
      this.input.value = text;
      this.input.form.requestSubmit();
    }
  }
}

function option({ text, url = "" }, index) {
  const item = document.createElement("li");
  item.id = `zoek-suggestie-${index}`;
  item.setAttribute("role", "option");
  item.textContent = text;
  item.dataset.text = text;
  item.dataset.url = url;
  return item;
}
