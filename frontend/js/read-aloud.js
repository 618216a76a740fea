// <ww-voorlezen hidden><button>…</button></ww-voorlezen>: reads the page with a voice of the device itself.
// Without a local Dutch voice the button stays hidden, so no text ever leaves the device.
const PARTS = "h1, h2, h3, h4, p, li, dt, dd, summary";

export class ReadAloud extends HTMLElement {
  connectedCallback() {
    this.button = this.querySelector("button");
    this.label = this.querySelector("[data-label]");
    if (!("speechSynthesis" in window) || !this.button || this.isReady) return;
    this.isReady = true;
    this.button.addEventListener("click", () => (this.isReading ? this.stop() : this.read()));
    speechSynthesis.addEventListener?.("voiceschanged", () => this.offer());
    addEventListener("pagehide", () => this.stop());
    this.offer();
  }

  offer() {
    this.voice = speechSynthesis.getVoices().find((voice) => voice.localService && voice.lang.toLowerCase().startsWith("nl"));
    this.hidden = !this.voice;
  }

  read() {
    const parts = [...document.querySelectorAll("main :is(" + PARTS + ")")].filter(
      (part) => part.checkVisibility?.() !== false && !part.closest("[data-niet-voorlezen]") && !part.querySelector(PARTS),
    );
    this.isReading = true;
    this.label.textContent = this.button.dataset.stop;
    this.button.setAttribute("aria-pressed", "true");
    this.next(parts, 0);
  }

  next(parts, index) {
    this.current?.removeAttribute("data-wordt-gelezen");
    if (!this.isReading || index >= parts.length) return this.stop();
    this.current = parts[index];
    const words = (this.current.dataset.spreek || this.current.textContent).replace(/\s+/g, " ").trim();
    if (!words) return this.next(parts, index + 1);
    this.current.setAttribute("data-wordt-gelezen", "");
    const utterance = Object.assign(new SpeechSynthesisUtterance(words), { voice: this.voice, lang: this.voice.lang, rate: 0.95 });
    utterance.onend = utterance.onerror = () => this.isReading && this.next(parts, index + 1);
    speechSynthesis.speak(utterance);
  }

  stop() {
    if (!this.isReading) return;
    this.isReading = false;
    speechSynthesis.cancel();
    this.current?.removeAttribute("data-wordt-gelezen");
    this.label.textContent = this.button.dataset.start;
    this.button.setAttribute("aria-pressed", "false");
  }
}
