// The score sheet of a tour: a touch on a mark writes it into its field, and the total follows what is typed.
const value = (el) => {
  const v = Number.parseFloat(el.value.replace(/[，．]/g, "."));
  return v >= 0 && v <= Number(el.dataset.full) ? v : null;
};

function follow(form) {
  let sum = 0;
  let all = true;
  for (const el of form.querySelectorAll("[data-weight]")) {
    const v = value(el);
    if (v === null) all = false;
    else sum += (Number(el.dataset.weight) * v) / Number(el.dataset.full);
    for (const b of el.closest(".mark").querySelectorAll("[data-put]")) b.classList.toggle("is-on", v !== null && Number(b.dataset.put) === v);
  }
  const out = form.querySelector("[data-marks-sum]");
  if (out) out.textContent = all ? `总分 ${(Math.floor(sum * 100 + 0.5 + 1e-9) / 100).toFixed(2)}` : "";
}

/** @param {NodeListOf<HTMLFormElement>} forms */
export function enliven(forms) {
  for (const form of forms) {
    if (form.dataset.marked) continue;
    form.dataset.marked = "1";
    form.addEventListener("click", (e) => {
      const put = e.target.closest("[data-put]");
      if (!put) return;
      const el = put.closest(".mark").querySelector("[data-weight]");
      el.value = put.dataset.put;
      el.dispatchEvent(new Event("input", { bubbles: true }));
    });
    for (const kind of ["input", "change"]) form.addEventListener(kind, () => follow(form));
    follow(form);
  }
}
