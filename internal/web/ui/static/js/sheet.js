// The sheet of an import: a click into a cell makes it an input, and a choice in a head is sent at once. Without script the
// suggestions in the cells are buttons, and the heads have a page of their own.

/** What stands in the cell itself, without what was there before and without what is said about it. */
function content(td) {
  return [...td.childNodes].filter((n) => n.nodeType === Node.TEXT_NODE).map((n) => n.data).join("").trim();
}

function edit(td, sheet) {
  if (td.querySelector("input.edit")) return;
  const was = td.classList.contains("is-bad") && content(td) === "（空）" ? "" : content(td);
  const kept = [...td.childNodes];
  const input = document.createElement("input");
  input.className = "edit";
  input.value = was;
  input.setAttribute("aria-label", td.dataset.ref);
  td.replaceChildren(input);
  input.focus();
  input.select();
  let over = false;
  const end = (send) => {
    if (over) return;
    over = true;
    if (!send || input.value.trim() === was) return td.replaceChildren(...kept);
    const form = document.getElementById("fix");
    const field = document.createElement("input");
    field.type = "hidden";
    field.name = "fix";
    field.value = `${sheet.dataset.sheet}!${td.dataset.ref}=${input.value.trim()}`;
    form.append(field);
    input.disabled = true;
    form.requestSubmit();
  };
  input.addEventListener("keydown", (e) => {
    e.stopPropagation();
    if (e.key === "Enter") {
      e.preventDefault();
      end(true);
    } else if (e.key === "Escape") end(false);
  });
  input.addEventListener("blur", () => end(true));
}

/** Lets people change the sheets. */
export function enliven(sheets) {
  for (const sheet of sheets) {
    if (sheet.dataset.live) continue;
    sheet.dataset.live = "1";
    sheet.addEventListener("change", (e) => {
      if (e.target.matches("select[data-submit]")) e.target.form.requestSubmit();
    });
    sheet.addEventListener("click", (e) => {
      const td = e.target.closest("td[data-ref]");
      if (td && !e.target.closest("a, button, input")) edit(td, sheet);
    });
    sheet.addEventListener("keydown", (e) => {
      if (e.key === "Enter" && e.target.matches("td[data-ref]")) {
        e.preventDefault();
        edit(e.target, sheet);
      }
    });
  }
}
