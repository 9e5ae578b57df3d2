// Dialogs: [data-open=id] opens one, [data-close] closes it, and [data-confirm] asks before a button or a link acts.
import { onContent } from "./content.js";

onContent((root) => {
  for (const d of root.querySelectorAll("dialog.dlg[open]")) {
    // it came open from the server, with errors in it: make it modal
    d.close();
    d.showModal();
  }
  const bad = root.querySelector(".errs");
  if (bad && !root.querySelector("[autofocus]")) bad.focus();
});

/** Asks the question; resolves to true for yes. */
export function ask(question, verb) {
  const d = document.getElementById("ask");
  d.querySelector("[data-text]").textContent = question;
  d.querySelector("button[value=yes]").textContent = verb || "确定";
  d.showModal();
  // not on "close", which comes later: by then the dialog may be asking the next question
  return new Promise((done) => {
    d.querySelector("form").onsubmit = (e) => done(e.submitter.value === "yes");
    d.oncancel = () => done(false);
  });
}

document.addEventListener("click", async (e) => {
  if (!(e.target instanceof Element)) return;
  const opener = e.target.closest("[data-open]");
  if (opener) {
    const d = document.getElementById(opener.dataset.open);
    if (d) {
      e.preventDefault();
      d.showModal();
    }
    return;
  }
  const closer = e.target.closest("dialog [data-close]");
  if (closer) return closer.closest("dialog").close();
  const asker = e.target.closest("[data-confirm]");
  if (!asker || asker.dataset.sure) return;
  e.preventDefault();
  e.stopPropagation();
  if (!(await ask(asker.dataset.confirm, asker.textContent.trim()))) return;
  asker.dataset.sure = "1";
  if (asker.form) asker.form.requestSubmit(asker);
  else asker.click();
  delete asker.dataset.sure;
}, true);

// htmx asks by hx-confirm: the same dialog in place of the browser's own
document.addEventListener("htmx:confirm", (e) => {
  if (!e.detail.question) return;
  e.preventDefault();
  ask(e.detail.question).then((yes) => yes && e.detail.issueRequest(true));
});
