// A sheet of numbers to fill: Enter and the arrows go from cell to cell down the column, Ctrl+Enter saves. Without script Tab does.

/** The input of the next row (step 1) or the one before (−1) that stands in the same column, "" of none. */
function beside(input, form, step) {
  const column = input.name.split("-")[0];
  const all = [...form.querySelectorAll("table input:not([type=hidden])")].filter((i) => i.name.split("-")[0] === column);
  return all[all.indexOf(input) + step];
}

/** Lets people go through the forms by the keyboard. */
export function enliven(forms) {
  for (const form of forms) {
    if (form.dataset.live) continue;
    form.dataset.live = "1";
    form.addEventListener("keydown", (e) => {
      if (!e.target.matches("table input")) return;
      if (e.key === "Enter" && (e.ctrlKey || e.metaKey)) return e.preventDefault(), form.requestSubmit();
      const step = e.key === "Enter" && !e.shiftKey || e.key === "ArrowDown" ? 1 : e.key === "Enter" || e.key === "ArrowUp" ? -1 : 0;
      if (!step || e.isComposing) return;
      e.preventDefault();
      const next = beside(e.target, form, step);
      if (next) next.focus(), next.select();
    });
  }
}
