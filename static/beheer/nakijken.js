// Keys of the review screen: p publishes, v goes to the question, w to the refusal. Not while somebody types.
const screen = document.querySelector("[data-nakijken]");
if (screen) {
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    const target = screen.querySelector(`[data-toets="${event.key.toLowerCase()}"]`);
    if (!target) return;
    event.preventDefault();
    target.closest("details")?.setAttribute("open", "");
    target.focus();
    if (target.matches("button")) target.click();
  });
}
