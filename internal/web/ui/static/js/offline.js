// Forms that open without a network: html[data-offline] names the one of all pages for those who may fill it in, [data-offline-pages]
// those of this page, parted by blanks. A worker keeps them and their files; nothing of it stays for the next person at this phone.
const root = document.documentElement;
const forms = [root.dataset.offline, ...[...document.querySelectorAll("[data-offline-pages]")].flatMap((el) => el.dataset.offlinePages.split(" "))].filter(Boolean);
const user = root.dataset.user || "";
const owner = "lz:offline"; // whose form is kept

function mine() {
  try {
    return localStorage.getItem(owner) || "";
  } catch {
    return "";
  }
}

/** Takes away what was kept of anybody. */
async function forget() {
  localStorage.removeItem(owner);
  for (const name of await caches.keys()) if (/^lz-[a-z]+-form$/.test(name)) await caches.delete(name);
}

async function active(reg) {
  const next = reg.installing || reg.waiting;
  if (!next) return reg.active;
  await new Promise((done) => next.addEventListener("statechange", () => (next.state === "activated" || next.state === "redundant") && done()));
  return reg.active;
}

async function keep(scope, pages) {
  const reg = await navigator.serviceWorker.register(scope + "sw.js", { scope });
  await reg.update();
  const worker = await active(reg);
  localStorage.setItem(owner, user);
  worker.postMessage({ keep: user, pages });
}

// A kept form is as old as the day on which it was kept.
function today(kept) {
  const now = new Date().toLocaleDateString("sv");
  for (const el of document.querySelectorAll("input[type=date]")) {
    if (el.max === kept) el.max = now;
    if (el.value === kept) el.value = now;
  }
  const lede = document.querySelector(".lede");
  if (lede) lede.textContent = "没有网络，这是存在本机的表；照常填写、保存，有网络后自动发送。";
}

function begin() {
  if (!user || !navigator.onLine) return;
  const scopeOf = (path) => path.slice(0, path.indexOf("/", 1) + 1);
  for (const scope of new Set(forms.map(scopeOf))) {
    keep(scope, forms.filter((path) => scopeOf(path) === scope)).catch(() => {}); // without it the forms open with a network only
  }
}

if ("serviceWorker" in navigator && "caches" in window) {
  for (const out of document.querySelectorAll('form[action="/logout"]')) out.addEventListener("submit", () => void forget());
  const signedOut = document.body.hasAttribute("data-signed-out");
  if (root.dataset.kept) today(root.dataset.kept);
  else if (signedOut || (user && user !== mine())) forget().catch(() => {}).then(begin);
  else begin();
}
