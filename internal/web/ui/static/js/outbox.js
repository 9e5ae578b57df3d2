// The outbox: form[data-outbox] is sent by fetch. Until the server has taken it, its fields are kept in this browser under
// the person's name, and are sent again to the same address when the network is back. The field client_key names what is
// sent, so that the server takes only once what arrives twice. form[data-outbox-fixed] is always the same record: its client_key stays,
// what waits under it is replaced by what is saved anew, and stays in the form.
import { toast } from "./toast.js";

const user = document.documentElement.dataset.user || "";
const prefix = `lz:outbox:${user}:`;
const patience = 15000; // ms until a send counts as failed
const pause = 20000; // ms between two tries
const states = new Set(); // [data-outbox-state]: where it is said what waits
let busy = false;
let current = ""; // key of what a form is just sending
let timer;

/** What waits, oldest first: {key, at, url, what, body, fault}. */
function items() {
  const out = [];
  for (const k of Object.keys(localStorage).filter((name) => name.startsWith(prefix))) {
    try {
      out.push(JSON.parse(localStorage.getItem(k)));
    } catch {
      localStorage.removeItem(k);
    }
  }
  return out.sort((a, b) => a.at - b.at);
}

function keep(item) {
  try {
    localStorage.setItem(prefix + item.key, JSON.stringify(item));
    return true;
  } catch {
    return false; // storage full or forbidden
  }
}

const drop = (key) => localStorage.removeItem(prefix + key);

/** Drops what was sent, unless the form has meanwhile put something newer in its place. */
function done(item) {
  const kept = items().find((i) => i.key === item.key);
  if (!kept || kept.at === item.at) drop(item.key);
}

const fixed = (form) => form.dataset.outboxFixed !== undefined;

function freshKey() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, "0")).join("");
}

/** Sends one; state is done, refused, login or later. */
async function send(item) {
  const stop = new AbortController();
  const watch = setTimeout(() => stop.abort(), patience);
  try {
    const res = await fetch(item.url, {
      method: "POST",
      body: new URLSearchParams(item.body),
      headers: { Accept: "application/json" },
      redirect: "manual",
      signal: stop.signal,
    });
    if (res.type === "opaqueredirect") return { state: "login" };
    if (res.ok) return { state: "done", ...(await res.json()) };
    if (res.status === 422) return { state: "refused", ...(await res.json()) };
    if (res.status < 500 && res.status !== 429) return { state: "refused", message: `服务器没有收下（${res.status}）` };
  } catch {
    // no network, or too slow
  } finally {
    clearTimeout(watch);
  }
  return { state: "later" };
}

function line(text) {
  const s = document.createElement("span");
  s.textContent = text;
  return s;
}

function button(label, run) {
  const b = document.createElement("button");
  b.type = "button";
  b.className = "btn sm";
  b.textContent = label;
  b.addEventListener("click", run);
  return b;
}

/** Says what waits; out: the person must sign in first, sent: how many have just gone. */
function show(out = false, sent = 0) {
  const all = items();
  const bad = all.filter((i) => i.fault);
  const wait = all.length - bad.length;
  for (const box of states) {
    box.hidden = !all.length && !sent;
    box.replaceChildren(...(sent ? [line(`已发送存在本机的 ${sent} 条`)] : []));
    if (wait) {
      box.append(line(`已存本机，待发送 ${wait} 条，${out ? "登录已过期，登录后自动发送" : "有网络后自动发送"}`), button("现在发送", () => flush()));
    }
    for (const item of bad) {
      box.append(line(`${item.what}被退回：${item.fault}`));
      const form = document.querySelector(`form[data-outbox][action="${item.url}"]`);
      if (form) box.append(button("改正", () => refill(form, item)));
      box.append(button("删除", () => {
        drop(item.key);
        show();
      }));
    }
  }
  clearTimeout(timer);
  if (wait) timer = setTimeout(flush, pause);
}

/** Sends what waits, one after the other, until the network fails. */
async function flush() {
  if (busy) return;
  busy = true;
  let sent = 0;
  let out = false;
  for (const item of items().filter((i) => !i.fault && i.key !== current)) {
    const answer = await send(item);
    if (answer.state === "done") {
      done(item);
      sent++;
    } else if (answer.state === "refused") keep({ ...item, fault: answer.message });
    else {
      out = answer.state === "login";
      break;
    }
  }
  busy = false;
  if (sent && !states.size) toast(`已发送存在本机的 ${sent} 条`);
  show(out, sent);
}

const typed = (form) => [...form.elements].filter((el) => el.name && el.type !== "hidden" && el.type !== "submit" && el.type !== "button");

/** Empties the form for the next one; what must be there, as the date, stays. */
function blank(form) {
  for (const el of typed(form)) if (!(el.type === "date" && el.required)) el.value = "";
  form.querySelectorAll(".errs, .field .msg").forEach((e) => e.remove());
  form.querySelectorAll(".is-bad").forEach((e) => e.classList.remove("is-bad"));
  form.elements.client_key.value = freshKey();
  settle(form);
}

function refill(form, item) {
  put(form, item);
  drop(item.key);
  settle(form);
  show();
}

function put(form, item) {
  const values = new URLSearchParams(item.body);
  for (const el of typed(form)) el.value = values.get(el.name) || "";
  form.elements.client_key.value = item.key;
}

// the draft follows, and the form may be sent again
function settle(form) {
  delete form.dataset.leaving;
  form.elements.client_key.dispatchEvent(new Event("input", { bubbles: true }));
}

async function submitted(e) {
  e.preventDefault();
  const form = e.currentTarget;
  if (form.dataset.sending) return;
  const item = { key: form.elements.client_key.value, at: Date.now(), url: form.getAttribute("action"), what: form.dataset.outbox, body: new URLSearchParams(new FormData(form)).toString() };
  const safe = keep(item);
  current = item.key;
  form.dataset.sending = "1";
  if (e.submitter) e.submitter.classList.add("htmx-request");
  const answer = await send(item);
  current = "";
  delete form.dataset.sending;
  if (e.submitter) e.submitter.classList.remove("htmx-request");
  if (answer.state === "done") {
    done(item);
    if (!fixed(form)) form.elements.client_key.value = freshKey(); // who comes back and saves again means another
    form.dataset.leaving = "1";
    location.assign(answer.url);
  } else if (answer.state === "refused") {
    drop(item.key);
    form.dataset.leaving = "1";
    form.submit(); // the page that comes back says what is wrong at its fields
  } else if (!safe) {
    settle(form);
    toast("没连上服务器，本机也存不下，请不要关闭本页", { bad: true });
  } else {
    if (!fixed(form)) blank(form); // a fixed one is safe as it stands, and may be left without a question
    show(answer.state === "login");
    scrollTo(0, 0); // to where it is said what waits; a toast would lie over the button of the next one
  }
}

/** @param {NodeListOf<HTMLElement>} found forms with an outbox and places that say what waits; none: only sends what waits */
export function enliven(found) {
  for (const el of found) {
    if (el.dataset.live) continue;
    el.dataset.live = "1";
    if (el.matches("form")) {
      const key = el.elements.client_key;
      // A form that was kept for lack of a network is opened more than once, each time for another matter.
      const waits = fixed(el) && items().find((i) => i.key === key.value);
      if (waits) {
        put(el, waits);
        key.dispatchEvent(new Event("change", { bubbles: true }));
        el.dataset.leaving = "1"; // nothing of it would be lost
      }
      if (fixed(el)) el.addEventListener("input", () => delete el.dataset.leaving);
      if (document.documentElement.dataset.kept && !fixed(el) && key.value === key.defaultValue) key.value = freshKey();
      el.addEventListener("submit", submitted);
    }
    else states.add(el);
  }
  show();
  if (!document.body.hasAttribute("data-signed-out")) flush();
}

addEventListener("online", () => flush());
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible" && items().length) flush();
});
