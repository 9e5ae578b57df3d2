// Messages at the foot of the page. They leave after some seconds; those with an action or an error stay longer.
const tray = document.getElementById("toasts");

function leave(t) {
  const wait = t.hasAttribute("data-stay") ? 0 : t.querySelector("a, form") ? 15000 : 6000;
  if (wait) setTimeout(() => t.remove(), wait);
}

/** Shows a message; act is {label, run}. */
export function toast(text, { bad = false, act = null } = {}) {
  const t = document.createElement("div");
  t.className = "toast";
  t.setAttribute("role", bad ? "alert" : "status");
  if (bad) t.setAttribute("data-stay", "");
  const said = document.createElement("span");
  said.textContent = text;
  t.append(said);
  if (act) {
    const b = document.createElement("button");
    b.type = "button";
    b.textContent = act.label;
    b.addEventListener("click", () => {
      act.run();
      t.remove();
    });
    t.append(b);
  }
  const x = document.createElement("button");
  x.type = "button";
  x.className = "x";
  x.dataset.close = "";
  x.setAttribute("aria-label", "关闭");
  x.textContent = "×";
  t.append(x);
  tray.append(t);
  if (!act) leave(t);
  return t;
}

tray.addEventListener("click", (e) => {
  if (e.target.closest("[data-close]")) e.target.closest(".toast").remove();
});
tray.querySelectorAll(".toast").forEach(leave);

// from the server: HX-Trigger: {"toast":{"text":"…"}}
document.addEventListener("toast", (e) => toast(e.detail.text || String(e.detail.value || ""), { bad: !!e.detail.bad }));

document.addEventListener("htmx:sendError", () => toast("没连上服务器，填的内容还在。稍后重试", { bad: true }));
document.addEventListener("htmx:responseError", (e) => {
  const { xhr } = e.detail;
  if (xhr.status === 401) return toast("登录已过期，填的内容已留存", { bad: true, act: { label: "去登录", run: () => location.reload() } });
  toast(`没有做成（${xhr.status}）。刷新页面再试`, { bad: true });
});
