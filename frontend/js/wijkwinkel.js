// Adds comfort to pages that already work without any of this.
import { SearchSuggestions } from "./search-suggestions.js";
import { ReadAloud } from "./read-aloud.js";
import { PrintButton } from "./print-button.js";
import { QuickExit } from "./quick-exit.js";
import { Proof } from "./proof.js";
import { ResultsMap } from "./results-map.js";

customElements.define("ww-zoek", SearchSuggestions);
customElements.define("ww-voorlezen", ReadAloud);
customElements.define("ww-print", PrintButton);
customElements.define("ww-snel-weg", QuickExit);
customElements.define("ww-kaart", ResultsMap);
customElements.define("ww-bewijs", Proof);
