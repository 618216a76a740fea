// The side panel of editors: after every new preview the server says what could be easier in what stands in the form.
const place = document.querySelector("[data-taal]");
const preview = document.querySelector("[data-w-preview-url-value]");

const PAUSE_MS = 800;
let asked = 0;

async function look() {
  const mine = (asked += 1);
  const address = new URL(preview.dataset.wPreviewUrlValue, window.location.href);
  address.searchParams.set("mode", "taal");
  let found = null;
  try {
    const answer = await fetch(address, { headers: { "X-Requested-With": "XMLHttpRequest" } });
    if (answer.ok) found = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-taal-uitslag]");
  } catch {
    // Without a connection the panel says that it could not look.
  }
  // An answer about an older text may come later.
  if (mine !== asked) return;
  const state = place.querySelector("[data-taal-stand]");
  const said = found?.querySelector("[data-taal-stand]").textContent.trim().replace(/\s+/g, " ") ?? place.dataset.niet;
  // A screen reader says it again only if it has changed.
  if (state.textContent !== said) state.textContent = said;
  place.querySelector("[data-taal-punten]").replaceChildren(...(found?.querySelector("[data-taal-punten]")?.childNodes ?? []));
}

// What is typed is handed to the preview when somebody pauses, whether or not the preview itself is on the screen.
let pause = 0;

function follow(event) {
  const form = event.target.form;
  if (!form?.matches("[data-edit-form]")) return;
  clearTimeout(pause);
  pause = setTimeout(async () => {
    try {
      await fetch(preview.dataset.wPreviewUrlValue, { method: "POST", body: new FormData(form) });
    } catch {
      // `look` says that it could not.
    }
    look();
  }, PAUSE_MS);
}

if (place && preview) {
  document.addEventListener("w-preview:updated", look);
  document.addEventListener("input", follow);
}
