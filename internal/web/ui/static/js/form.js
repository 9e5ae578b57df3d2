// Small helps in forms: no double sending, names of the files picked, dropping files, printing.
import { onContent } from "./content.js";

document.addEventListener("submit", (e) => {
  const form = e.target;
  if (form.getAttribute("method") !== "post" || e.defaultPrevented) return;
  if (form.dataset.busy) return e.preventDefault();
  form.dataset.busy = "1";
  if (e.submitter) e.submitter.classList.add("htmx-request");
});
// back from the next page: the form may be sent again
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-busy]")) {
    delete form.dataset.busy;
    form.querySelectorAll(".htmx-request").forEach((b) => b.classList.remove("htmx-request"));
  }
});
document.addEventListener("htmx:afterRequest", (e) => {
  if (e.detail.elt instanceof HTMLFormElement) delete e.detail.elt.dataset.busy;
});

document.addEventListener("click", (e) => {
  if (e.target instanceof Element && e.target.closest("[data-print]")) print();
});

function size(n) {
  return n >= 1 << 20 ? `${(n / (1 << 20)).toFixed(1)} MB` : n >= 1024 ? `${Math.round(n / 1024)} KB` : `${n} B`;
}

function list(input) {
  const out = input.closest(".field").querySelector("[data-picked]");
  if (!out) return;
  out.replaceChildren(...[...input.files].map((f) => {
    const li = document.createElement("li");
    const [kind, name, note] = ["tag", "cut", "sub"].map((c) => {
      const s = document.createElement("span");
      s.className = c;
      return s;
    });
    kind.textContent = (f.name.split(".").pop() || "").toUpperCase().slice(0, 5);
    name.textContent = f.name;
    note.textContent = size(f.size);
    li.append(kind, name, note);
    return li;
  }));
}

document.addEventListener("change", (e) => {
  if (e.target.matches("[data-drop] input[type=file]")) list(e.target);
});

onContent((root) => {
  for (const zone of root.querySelectorAll("[data-drop]")) {
    const input = zone.querySelector("input[type=file]");
    zone.addEventListener("dragover", (e) => {
      e.preventDefault();
      zone.classList.add("is-over");
    });
    zone.addEventListener("dragleave", () => zone.classList.remove("is-over"));
    zone.addEventListener("drop", (e) => {
      e.preventDefault();
      zone.classList.remove("is-over");
      if (!e.dataTransfer.files.length) return;
      input.files = e.dataTransfer.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    });
  }
});
