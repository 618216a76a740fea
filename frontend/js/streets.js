// The map of streets: Leaflet over tiles, with the marks of our own server and a list that follows the view.
// Marks are not in the tab order: every one has its row in the list, and the row has the links.
import { circle, divIcon, latLngBounds, layerGroup, map as leafletMap, marker, tileLayer } from "leaflet/dist/leaflet-src.esm.js";

const WAIT_MS = 200;
const PAN_PX = 160;
const DEEPEST_FIT = 16;
const NEAR_ZOOM = 15;
const NEARER = 3;
const LOCATE_MS = 10_000;
// Three decimals are some hundred metres: so much of a visitor's place is used, and so exact are the parts of the map that are asked for.
const DECIMALS = 1_000;
const DIRECTIONS = { west: [-PAN_PX, 0], oost: [PAN_PX, 0], noord: [0, -PAN_PX], zuid: [0, PAN_PX] };

export function openStreets(host) {
  return new Streets(host);
}

class Streets {
  constructor(host) {
    this.host = host;
    this.part = (name) => host.querySelector(`[data-${name}]`);
    this.message = this.part("melding");
    this.list = host.querySelector(".ww-plekken__lijst");
    this.count = host.querySelector(".ww-plekken__kop");
    this.show();
    this.map = this.makeMap(this.part("kaart"));
    this.marks = layerGroup().addTo(this.map);
    this.listen();
    this.fitAll();
    this.map.getContainer().focus();
  }

  show() {
    for (const name of ["vraag", "schets", "overzicht"]) this.part(name)?.setAttribute("hidden", "");
    this.part("straten").hidden = false;
    this.message.textContent = "";
  }

  makeMap(container) {
    const moves = !matchMedia("(prefers-reduced-motion: reduce)").matches;
    const made = leafletMap(container, {
      attributionControl: false, zoomControl: false, scrollWheelZoom: false, minZoom: 7,
      zoomAnimation: moves, fadeAnimation: moves, markerZoomAnimation: moves, inertia: moves,
    });
    const tiles = tileLayer(this.host.dataset.tegels, { maxZoom: Number(this.host.dataset.diepst), alt: "" });
    tiles.on("tileerror", () => this.say("geenStraten"));
    tiles.addTo(made);
    for (const pane of ["tilePane", "markerPane"]) made.getPane(pane).setAttribute("aria-hidden", "true");
    return made;
  }

  listen() {
    const container = this.map.getContainer();
    // A page that is scrolled over the map goes on scrolling, until somebody chose the map.
    container.addEventListener("focus", () => this.map.scrollWheelZoom.enable());
    container.addEventListener("blur", () => this.map.scrollWheelZoom.disable());
    this.map.on("moveend", () => this.schedule());
    this.part("straten").addEventListener("click", (event) => this.act(event.target.closest("[data-doe]")?.dataset.doe));
    this.part("postcode").addEventListener("click", (event) => this.goToPostcode(event));
    this.list.addEventListener("keydown", (event) => event.key === "Escape" && this.focusMap());
  }

  act(wish) {
    const animate = { animate: this.map.options.zoomAnimation };
    if (wish === "in") this.map.zoomIn(1, animate);
    if (wish === "uit") this.map.zoomOut(1, animate);
    if (wish in DIRECTIONS) this.map.panBy(DIRECTIONS[wish], animate);
    if (wish === "alles") this.fitAll();
    if (wish === "plek") this.locate();
  }

  // Everything that is found, as the server said with the page.
  fitAll() {
    const [west, south, east, north] = this.host.dataset.uitsnede.split(",").map(Number);
    this.map.fitBounds(latLngBounds([south, west], [north, east]), { padding: [24, 24], maxZoom: DEEPEST_FIT, animate: false });
  }

  schedule() {
    clearTimeout(this.timer);
    this.request?.abort();
    this.timer = setTimeout(() => this.ask(), WAIT_MS);
  }

  async ask() {
    const request = (this.request = new AbortController());
    try {
      const address = `${this.host.dataset.gegevens}&bbox=${boxOf(this.map.getBounds())}&zoom=${this.map.getZoom()}`;
      const response = await fetch(address, { signal: request.signal, headers: { Accept: "application/json" } });
      if (!response.ok) throw new Error(String(response.status));
      this.draw(await response.json());
    } catch {
      // A newer question took its place, or there is no connection: the list of the page still works.
      if (!request.signal.aborted) this.say("geenGegevens");
    }
  }

  draw({ cells, here }) {
    const rows = cells.map((cell, index) => this.row(cell, index + 1));
    this.marks.clearLayers();
    cells.forEach((cell, index) => this.mark(cell, index + 1, rows[index]));
    const hadFocus = this.list.contains(document.activeElement);
    this.list.replaceChildren(...rows);
    if (hadFocus) this.focusMap();
    this.count.textContent = here;
    this.host.dataset.klaar = "";
  }

  mark({ point, count, words }, number, row) {
    const className = count > 1 ? "ww-merk-nr ww-merk-nr--groep" : "ww-merk-nr";
    const drawn = marker(point, { keyboard: false, title: words, icon: divIcon({ className, html: String(number), iconSize: null }) });
    drawn.on("click", () => row.focus()).addTo(this.marks);
    const light = (isOn) => drawn.getElement()?.classList.toggle("ww-merk-nr--aan", isOn);
    for (const name of ["focusin", "pointerenter"]) row.addEventListener(name, () => light(true));
    for (const name of ["focusout", "pointerleave"]) row.addEventListener(name, () => light(false));
  }

  row({ point, count, words, items }, number) {
    const row = copy(this.part("rij"));
    const [badge, heading, names, button, below] = [".ww-merk-nr", "p", "ul", "button", ".ww-klein"].map((part) => row.querySelector(part));
    badge.textContent = number;
    badge.classList.toggle("ww-merk-nr--groep", count > 1);
    heading.querySelector("b").textContent = words;
    if (items.length === 1) heading.remove();
    names.append(...items.map((item) => this.name(item)));
    if (items.length > 0) names.nextElementSibling.remove();
    else names.remove();
    const canGoNearer = items.length === 0 && this.map.getZoom() < this.map.getMaxZoom();
    button.querySelector(".ww-onzichtbaar").textContent = ` bij nummer ${number}`;
    button.addEventListener("click", () => this.goNearer(point));
    if (!canGoNearer) button.remove();
    if (canGoNearer || items.length > 0) below.remove();
    return row;
  }

  name({ title, url, step, phone, tel }) {
    const item = copy(this.host.querySelector(`template[data-stap="${step}"]`));
    Object.assign(item.querySelector("a"), { textContent: title, href: url });
    if (tel) item.append(" ", Object.assign(document.createElement("a"), { className: "nl-link", href: tel, textContent: phone }));
    return item;
  }

  goNearer(point) {
    this.focusMap();
    this.map.setView(point, Math.min(this.map.getZoom() + NEARER, this.map.getMaxZoom()));
  }

  focusMap() {
    this.map.getContainer().focus();
  }

  locate() {
    if (!navigator.geolocation) return this.askPostcode("geenPlek");
    const found = ({ coords }) => this.goTo(rounded(coords.latitude), rounded(coords.longitude));
    const refused = (error) => this.askPostcode(error.code === error.PERMISSION_DENIED ? "geenToestemming" : "geenPlek");
    navigator.geolocation.getCurrentPosition(found, refused, { maximumAge: 300_000, timeout: LOCATE_MS });
  }

  goTo(latitude, longitude) {
    this.place?.remove();
    this.place = circle([latitude, longitude], { radius: 150, className: "ww-uw-plek", interactive: false }).addTo(this.map);
    this.part("postcode").hidden = true;
    this.say("uwPlek");
    this.map.setView([latitude, longitude], NEAR_ZOOM);
  }

  askPostcode(reason) {
    this.say(reason);
    this.part("postcode").hidden = false;
  }

  // The field stands in a part of the page that may be folded.
  goToPostcode(event) {
    const field = document.getElementById("filter-postcode");
    if (!field) return;
    event.preventDefault();
    field.closest("details")?.setAttribute("open", "");
    field.focus();
  }

  say(reason) {
    this.message.textContent = this.message.dataset[reason];
  }
}

function copy(template) {
  return template.content.firstElementChild.cloneNode(true);
}

function rounded(degrees) {
  return Math.round(degrees * DECIMALS) / DECIMALS;
}

// West, south, east, north; rounded outwards, so that nothing in sight falls off.
function boxOf(bounds) {
  const { floor, ceil } = Math;
  const edges = [floor(bounds.getWest() * DECIMALS), floor(bounds.getSouth() * DECIMALS), ceil(bounds.getEast() * DECIMALS), ceil(bounds.getNorth() * DECIMALS)];
  return edges.map((edge) => (edge / DECIMALS).toFixed(3)).join(",");
}
