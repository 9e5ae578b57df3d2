// Keys: on the screen of a meeting room the arrows turn the page. Elsewhere "/" goes to the search; in a table j and k move, Enter opens, x ticks. A button with data-key is pressed by its letter, for
// the rows that are ticked or else for the row under the keys.
import { typing } from "./content.js";

let row = null;

function move(step) {
  const rows = [...document.querySelectorAll("main .tbl tbody tr, main .queue > ul > li")].filter((r) => r.querySelector("a") && r.offsetParent);
  if (!rows.length) return;
  const at = rows.indexOf(row);
  const next = at < 0 ? (step > 0 ? 0 : rows.length - 1) : Math.min(Math.max(at + step, 0), rows.length - 1);
  if (row) row.classList.remove("is-at");
  row = rows[next];
  row.classList.add("is-at");
  link(row).focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
}

const link = (r) => r.querySelector("th a, .what a, a");

document.addEventListener("keydown", (e) => {
  if (e.defaultPrevented || e.ctrlKey || e.metaKey || e.altKey || typing(e.target)) return;
  if (document.querySelector("dialog[open]")) return;
  if (e.key === "/") {
    const box = document.querySelector("[data-search]") || document.querySelector("input[type=search]");
    if (!box) return;
    e.preventDefault();
    box.focus();
    box.select();
  } else if (e.key === "j" || e.key === "k") {
    e.preventDefault();
    move(e.key === "j" ? 1 : -1);
  } else if (e.key === "x" && row && row.isConnected) {
    const box = row.querySelector("input[type=checkbox]");
    if (box) box.click();
  } else if (e.key === "Enter" && row && row.isConnected && (e.target === document.body || e.target === row)) {
    link(row).click();
  } else if ((e.key === "ArrowRight" || e.key === "ArrowLeft") && document.documentElement.classList.contains("wall")) {
    const to = document.querySelector(e.key === "ArrowRight" ? "a[rel=next]" : "a[rel=prev]");
    if (to) to.click();
  } else if (/^[a-z]$/.test(e.key)) {
    const button = document.querySelector(`main [data-key="${e.key}"]`);
    if (!button) return;
    const ticked = () => document.querySelector("main input[name=id]:checked");
    if (!ticked() && row && row.isConnected) row.querySelector("input[type=checkbox]")?.click();
    if (ticked()) button.click();
  }
});

document.addEventListener("focusin", (e) => {
  if (row && !row.contains(e.target)) {
    row.classList.remove("is-at");
    row = null;
  }
});
