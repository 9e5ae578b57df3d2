// Drafts: what is typed into form[data-draft=key] is kept in this browser, so that an expired session, a crash or a wrong
// click loses nothing. A draft is dropped when its form has been taken by the server:
//   submit marks it sent; the next page that is neither the login page nor the form with errors drops it.
// Kept per person (html[data-user]) for a week. Passwords, files and hidden fields are never kept.
import { onContent } from "./content.js";
import { toast } from "./toast.js";

const week = 7 * 24 * 3600 * 1000;
const user = document.documentElement.dataset.user || "";
const prefix = "lz:draft:";
const keyOf = (form) => `${prefix}${user}:${form.dataset.draft}`;

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

function write(key, draft) {
  try {
    localStorage.setItem(key, JSON.stringify(draft));
  } catch {
    // storage full or forbidden: the form still works
  }
}

const kept = (el) => el.name && !el.disabled && !/^(hidden|password|file|submit|button|reset)$/.test(el.type) && !el.closest("[data-no-draft]");
const fields = (form) => [...form.elements].filter(kept);

function values(form) {
  return fields(form).map((el) => {
    if (el.type === "checkbox" || el.type === "radio") return [el.name, el.value, el.checked];
    if (el.multiple) return [el.name, [...el.selectedOptions].map((o) => o.value)];
    return [el.name, el.value];
  });
}

const came = new WeakMap(); // form → its values as they came from the server, as text
const dirty = (form) => came.has(form) && JSON.stringify(values(form)) !== came.get(form);

function put(form, saved) {
  const queue = [...saved];
  for (const el of fields(form)) {
    const box = el.type === "checkbox" || el.type === "radio";
    const at = queue.findIndex((v) => v[0] === el.name && (!box || v[1] === el.value));
    if (at < 0) continue;
    const [v] = queue.splice(at, 1);
    if (box) el.checked = v[2];
    else if (el.multiple && Array.isArray(v[1])) for (const o of el.options) o.selected = v[1].includes(o.value);
    else if (!el.readOnly) el.value = v[1];
    el.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

function save(form) {
  if (dirty(form)) write(keyOf(form), { at: Date.now(), base: came.get(form), values: values(form), sent: false });
  else localStorage.removeItem(keyOf(form));
}

function restore(form) {
  const draft = read(keyOf(form));
  if (!draft || JSON.stringify(draft.values) === came.get(form)) return;
  put(form, draft.values);
  const time = new Date(draft.at).toLocaleString("zh-CN", { month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit" });
  const moved = draft.base !== came.get(form) ? "；其间内容被别人改过，提交前核对" : "";
  toast(`已恢复${time}未提交的内容${moved}`, {
    act: {
      label: "不要了",
      run() {
        localStorage.removeItem(keyOf(form));
        put(form, JSON.parse(came.get(form)));
      },
    },
  });
}

/** At the start of a page: what has been sent is done with, unless this is the login page. */
function settle() {
  const out = document.body.hasAttribute("data-signed-out");
  for (const key of Object.keys(localStorage).filter((k) => k.startsWith(prefix))) {
    const draft = read(key);
    if (!draft || Date.now() - draft.at > week) localStorage.removeItem(key);
    else if (draft.sent && out) write(key, { ...draft, sent: false });
    else if (draft.sent && key.startsWith(`${prefix}${user}:`)) localStorage.removeItem(key);
  }
}

function take(root) {
  for (const form of root.querySelectorAll("form[data-draft]")) {
    if (came.has(form)) continue;
    came.set(form, JSON.stringify(values(form)));
    if (form.querySelector(".is-bad, .errs")) {
      // it came back with errors and the text as typed: that is the draft now
      write(keyOf(form), { at: Date.now(), base: "", values: values(form), sent: false });
    } else restore(form);
  }
}

let timer;
document.addEventListener("input", (e) => {
  const form = e.target.form;
  if (!form || !came.has(form)) return;
  clearTimeout(timer);
  timer = setTimeout(() => save(form), 400);
});

function sent(form) {
  if (!came.has(form)) return;
  clearTimeout(timer);
  write(keyOf(form), { at: Date.now(), base: came.get(form), values: values(form), sent: true });
}
document.addEventListener("submit", (e) => sent(e.target));

// a form sent by htmx stays on the same page
document.addEventListener("htmx:afterRequest", (e) => {
  const form = e.detail.elt;
  if (!(form instanceof HTMLFormElement) || !came.has(form)) return;
  const draft = read(keyOf(form));
  if (e.detail.successful) localStorage.removeItem(keyOf(form));
  else if (draft) write(keyOf(form), { ...draft, sent: false });
});

// form[data-guard] asks before its changes are left behind
addEventListener("beforeunload", (e) => {
  for (const form of document.querySelectorAll("form[data-guard]")) {
    if (dirty(form) && !form.dataset.leaving) e.preventDefault();
  }
});
document.addEventListener("submit", (e) => {
  e.target.dataset.leaving = "1";
});

settle();
onContent((root) => {
  take(root);
  for (const form of root.querySelectorAll("form[data-guard]:not([data-draft])")) if (!came.has(form)) came.set(form, JSON.stringify(values(form)));
});
