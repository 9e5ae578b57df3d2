// The bulk bar: counts the ticked rows, adds up their money, and takes them all.
import { onContent } from "./content.js";

// form.id would be the boxes: they are named id
const boxes = (form) => [...document.querySelectorAll(`input[type=checkbox][name=id][form="${form.getAttribute("id")}"]`)];
const head = (form) => document.querySelector(`input[data-all][form="${form.getAttribute("id")}"]`);

function refresh(form) {
  const all = boxes(form);
  const on = all.filter((b) => b.checked);
  for (const b of all) b.closest("tr").classList.toggle("is-on", b.checked);
  const whole = form.elements.all;
  if (whole && on.length < all.length) whole.disabled = true;
  const taken = whole && !whole.disabled;
  form.classList.toggle("is-on", on.length > 0);
  form.querySelector("[data-count]").textContent = taken ? form.querySelector("[data-take-all]").dataset.takeAll : on.length;
  const sum = form.querySelector("[data-sum-of]");
  if (sum) {
    const yuan = on.reduce((s, b) => s + Number(b.dataset.sum || 0), 0);
    sum.hidden = !!taken;
    sum.querySelector("b").textContent = (yuan / 1e8).toLocaleString("en", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  }
  const take = form.querySelector("[data-take-all]");
  if (take) take.hidden = !!taken || on.length < all.length || Number(take.dataset.takeAll) <= all.length;
  const h = head(form);
  if (h) {
    h.checked = all.length > 0 && on.length === all.length;
    h.indeterminate = on.length > 0 && on.length < all.length;
  }
}

function tickAll(form, on) {
  for (const b of boxes(form)) b.checked = on;
  refresh(form);
}

let last = null; // for shift-click

document.addEventListener("click", (e) => {
  const box = e.target instanceof Element && e.target.closest("input[type=checkbox][name=id][form]");
  if (box) {
    const all = boxes(box.form);
    if (e.shiftKey && last && last.form === box.form) {
      const [a, b] = [all.indexOf(last), all.indexOf(box)].sort((x, y) => x - y);
      for (const other of all.slice(a, b + 1)) other.checked = box.checked;
    }
    last = box;
    return refresh(box.form);
  }
  const form = e.target instanceof Element && e.target.closest("form[data-bulk]");
  if (!form) return;
  if (e.target.closest("[data-clear]")) tickAll(form, false);
  if (e.target.closest("[data-take-all]")) {
    form.elements.all.disabled = false;
    form.elements.all.value = "1";
    refresh(form);
  }
});

document.addEventListener("change", (e) => {
  if (e.target.matches("input[data-all][form]") && e.target.form) tickAll(e.target.form, e.target.checked);
});

onContent((root) => root.querySelectorAll("form[data-bulk]").forEach(refresh));
