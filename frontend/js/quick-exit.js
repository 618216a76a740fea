// <ww-snel-weg><a href="…">…</a></ww-snel-weg>: leaves the page in such a way that "back" does not return to it.
export class QuickExit extends HTMLElement {
  connectedCallback() {
    this.querySelector("a")?.addEventListener("click", (event) => {
      event.preventDefault();
      document.body.hidden = true;
      location.replace(event.currentTarget.href);
    });
  }
}
