// <ww-print hidden><button>…</button></ww-print>: opens the print window; without scripts it is not shown.
export class PrintButton extends HTMLElement {
  connectedCallback() {
    this.hidden = false;
    this.querySelector("button")?.addEventListener("click", () => window.print());
  }
}
