// Menus and explanations (details.pick, details.why) close on Esc and on a click outside, and only one is open at a time.
const open = () => document.querySelectorAll("details.pick[open], details.why[open]");

document.addEventListener("click", (e) => {
  for (const d of open()) if (!d.contains(e.target)) d.open = false;
});

document.addEventListener("keydown", (e) => {
  if (e.key !== "Escape") return;
  for (const d of open()) {
    d.open = false;
    if (d.contains(document.activeElement)) d.querySelector("summary").focus();
  }
  if (location.hash === "#side") location.hash = "#main";
});

// toggle does not bubble
document.addEventListener("toggle", (e) => {
  if (!(e.target instanceof HTMLDetailsElement) || !e.target.open || !e.target.matches(".pick, .why")) return;
  for (const d of open()) if (d !== e.target && !d.contains(e.target)) d.open = false;
  keepInside(e.target.querySelector(".menu, .why-pop"));
}, true);

// an explanation that was fetched when it was opened has only now got its size
document.addEventListener("htmx:afterSwap", (e) => {
  if (e.target instanceof Element && e.target.matches(".why-pop")) {
    e.target.removeAttribute("aria-busy");
    keepInside(e.target);
  }
});

/** Moves a floating panel back when it runs over the right or lower edge of the window. */
function keepInside(panel) {
  if (!panel) return;
  panel.style.transform = "";
  panel.classList.remove("is-up");
  if (getComputedStyle(panel).position === "fixed") return;
  const box = panel.getBoundingClientRect();
  const over = Math.max(0, box.right - document.documentElement.clientWidth + 8);
  const under = Math.max(0, 8 - box.left);
  panel.classList.toggle("is-up", box.bottom > innerHeight && box.top > box.height + 80);
  if (over || under) panel.style.transform = `translateX(${under - over}px)`;
}
