// The editor of a chain's map: drags, links, undo, keyboard. What it saves are the same steps that forms and programs send.
import { State, History, steps, rebase, edgeKey, text } from "./mapdoc.js";
import { draw, at, W, H } from "./mapview.js";
import { panels } from "./mappanel.js";

/** @param {NodeListOf<HTMLElement>} roots */
export function enliven(roots) {
  for (const root of roots) if (!root.dataset.live) new Editor(root);
}

class Editor {
  constructor(root) {
    root.dataset.live = "1";
    root.hidden = false;
    this.root = root;
    this.at = root.dataset.mapedit;
    this.svg = root.querySelector("svg");
    this.draft = `map:${document.documentElement.dataset.user}:${this.at}`;
    this.picked = new Set(); // keys of nodes, or one key of an edge behind "e:"
    this.view = { x: 0, y: 0, k: 1 };
    this.serial = Date.now().toString(36);
    this.load(JSON.parse(root.querySelector("script").textContent));
    this.panel = panels(this);
    root.addEventListener("click", (e) => this.press(e));
    root.addEventListener("keydown", (e) => this.key(e));
    this.svg.addEventListener("pointerdown", (e) => this.grab(e));
    this.svg.addEventListener("wheel", (e) => this.wheel(e), { passive: false });
    this.svg.addEventListener("focusin", (e) => this.focused(e));
    this.svg.addEventListener("dblclick", (e) => e.target.closest("[data-node]") && this.panel.focus());
    root.querySelector("[data-find]").addEventListener("input", (e) => this.find(e.target.value.trim()));
    addEventListener("beforeunload", (e) => this.dirty() && e.preventDefault());
    this.fit();
    this.offer();
    this.render();
  }

  load(data) {
    this.revision = data.revision;
    this.boxes = data.boxes || {};
    this.hanging = data.hanging || {};
    this.base = State.of(data.doc);
    this.history = new History(this.base);
  }

  get now() {
    return this.history.now;
  }

  ops() {
    return steps(this.base, this.now);
  }

  dirty() {
    return this.now !== this.base && this.ops().length > 0;
  }

  // --- changes

  /** Goes on to another state of the map. */
  go(state, kind) {
    this.history.push(state, kind);
    this.keep();
    this.render();
  }

  /** Changes a node. */
  set(key, change, kind) {
    const s = this.now.copy();
    s.nodes.set(key, { ...s.nodes.get(key), ...change });
    this.go(s, kind);
  }

  setEdge(key, change) {
    const s = this.now.copy();
    const e = { ...s.edges.get(key), ...change };
    s.edges.delete(key);
    if (s.edges.has(edgeKey(e))) return this.say("两个环节之间已有这种关系", true);
    s.edges.set(edgeKey(e), e);
    this.picked = new Set([`e:${edgeKey(e)}`]);
    this.go(s);
  }

  add(near) {
    const key = `n${this.serial}${this.now.nodes.size}${this.history.past.length}`;
    const p = near ? at(this, near) : this.middle();
    const stream = near ? this.now.nodes.get(near).stream : "mid";
    const names = new Set([...this.now.nodes.values()].map((n) => n.name));
    let name = "新环节";
    for (let i = 2; names.has(name); i++) name = `新环节${i}`;
    const s = this.now.copy();
    const node = { key, name, stream, source: "手工", x: Math.round(p.x + (near ? W + 40 : 0)) || 1, y: Math.round(p.y) || 1 };
    s.nodes.set(key, node);
    this.pick(key);
    this.go(s);
    this.panel.focus();
  }

  link(from, to) {
    if (!from || !to || from === to) return;
    const e = { from, to, kind: "supply", source: "手工" };
    if (this.now.edges.has(edgeKey(e))) return this.say("已有这条关系");
    const s = this.now.copy();
    s.edges.set(edgeKey(e), e);
    this.go(s);
    this.say(`已连：${s.nodes.get(from).name}→${s.nodes.get(to).name}`);
  }

  remove() {
    let s = this.now;
    const stays = [];
    for (const p of this.picked) {
      if (p.startsWith("e:")) {
        s = s.copy();
        s.edges.delete(p.slice(2));
      } else if (this.hanging[p]) stays.push(`“${s.nodes.get(p).name}”挂着${this.hanging[p]}`);
      else s = s.without(p);
    }
    if (stays.length) this.say(`${stays.join("；")}，不能删除，可并入另一个环节`, true);
    if (s === this.now) return;
    this.picked = new Set();
    this.go(s);
    this.svg.focus();
  }

  move(dx, dy, kind) {
    const s = this.now.copy();
    for (const key of this.picked) {
      const p = s.nodes.has(key) && at(this, key);
      if (p) s.nodes.set(key, { ...s.nodes.get(key), x: Math.round(p.x + dx) || 1, y: Math.round(p.y + dy) || 1 });
    }
    this.go(s, kind);
  }

  async layout() {
    const boxes = await this.send("layout", this.now.doc());
    if (!boxes) return;
    this.boxes = boxes;
    const s = this.now.copy();
    for (const n of s.nodes.values()) if (n.x || n.y) s.nodes.set(n.key, { ...n, x: 0, y: 0 });
    this.go(s);
    this.fit();
    this.say("已自动排布");
  }

  // --- saving

  async send(path, body) {
    try {
      const r = await fetch(`${this.at}/${path}`, body ? { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) } : {});
      const isJSON = (r.headers.get("Content-Type") || "").includes("json");
      if (r.ok && isJSON) return await r.json();
      if (r.status === 401 || (r.redirected && !isJSON)) this.say("登录已过期，没有保存；修改留在本机，请在另一页登录后再保存", true);
      else if (isJSON) this.refused(await r.json());
      else this.say("没有保存，请稍后再试；修改留在本机", true);
    } catch {
      this.say("连不上服务器，没有保存；修改留在本机，稍后再试", true);
    }
    return null;
  }

  async save() {
    if (this.busy) return;
    const ops = this.ops();
    if (!ops.length) return this.say("没有要保存的修改");
    this.busy = true;
    this.sent = ops;
    const done = await this.send("ops", { base: this.revision, ops });
    this.busy = false;
    if (done) await this.saved(done);
  }

  /** After a save the stored map is the base; the way back stays open unless others changed it too. */
  async saved(done) {
    const now = this.now;
    const data = await this.send("data");
    const { past, future } = this.history;
    this.picked = new Set([...this.picked].map((k) => done.ids?.[k] || k));
    localStorage.removeItem(this.draft);
    if (data) {
      this.load(data);
      if (!done.merged) {
        Object.assign(this.history, { past, future });
        this.history.rename(done.ids || {});
      }
    } else [this.revision, this.base] = [done.revision, now.rename(done.ids || {})];
    const words = [`已保存（第${done.revision}次修改）`];
    if (done.merged) words.push(`已并上${(done.others || []).join("、")}的修改`);
    this.render();
    this.say([...words, ...(done.notices || []), ...(done.findings || []).map((f) => f.text)].join("；"));
  }

  refused(answer) {
    const { message, faults, clash } = answer;
    if (clash) return this.clash(clash);
    this.say([message, ...(faults || []).map((f) => f.message)].join("；"), true);
    const op = faults && this.sent && this.sent[Number(/^ops\.(\d+)/.exec(faults[0].name)?.[1])];
    if (op?.node && this.now.nodes.has(op.node.key)) this.pick(op.node.key);
    this.render();
  }

  clash(clash) {
    const dialog = this.root.querySelector("[data-clash]");
    const list = dialog.querySelector("[data-list]");
    list.replaceChildren(...clash.conflicts.map((c, i) => {
      const box = document.createElement("fieldset");
      const legend = box.appendChild(document.createElement("legend"));
      legend.textContent = c.text;
      for (const [value, words] of [["mine", `用我的${c.field ? `：${c.mine || "（空）"}` : c.gone ? "，重新加回" : `：${c.mine}`}`],
        ["theirs", `用对方的${c.field ? `：${c.theirs || "（空）"}` : ""}`]]) {
        const label = box.appendChild(document.createElement("label"));
        const input = label.appendChild(document.createElement("input"));
        Object.assign(input, { type: "radio", name: `c${i}`, value, checked: value === "theirs" });
        label.append(words);
      }
      return box;
    }));
    this.clashing = clash;
    dialog.showModal();
  }

  /** Lays my changes over what is stored now, as chosen, and saves that. */
  async resolve() {
    const dialog = this.root.querySelector("[data-clash]");
    const left = new Set();
    this.clashing.conflicts.forEach((c, i) => {
      if (dialog.querySelector(`[name=c${i}]:checked`).value === "theirs") left.add(`${c.op}/${c.field || ""}`);
    });
    dialog.close();
    const data = await this.send("data");
    if (!data) return;
    const mine = this.now;
    const ops = this.sent;
    const fresh = State.of(data.doc);
    const now = rebase(ops, fresh, mine, (i, f) => left.has(`${i}/${f}`));
    now.merges = mine.merges.filter((m) => fresh.nodes.has(m.from));
    this.load(data);
    this.go(now);
    if (this.ops().length) await this.save();
    else this.say("已按对方的版本，没有要保存的修改");
  }

  // --- drafts

  keep() {
    if (!this.dirty()) return localStorage.removeItem(this.draft);
    const text = JSON.stringify({ revision: this.revision, base: this.base.doc(), now: this.now.doc(), merges: this.now.merges, at: Date.now() });
    try {
      localStorage.setItem(this.draft, text);
    } catch {
      this.say("本机存不下草稿，请及早保存", true);
    }
  }

  /** Offers what was not saved last time. */
  offer() {
    let kept;
    try {
      kept = JSON.parse(localStorage.getItem(this.draft) || "null");
    } catch {
      kept = null;
    }
    if (!kept) return;
    const note = document.createElement("div");
    note.className = "note";
    note.append(`本机有${new Date(kept.at).toLocaleString("zh-CN")}没有保存的修改。`);
    for (const [words, fn] of [["接着改", () => this.restore(kept)], ["丢掉", () => localStorage.removeItem(this.draft)]]) {
      const b = note.appendChild(document.createElement("button"));
      Object.assign(b, { type: "button", className: "btn sm", textContent: words });
      b.addEventListener("click", () => (fn(), note.remove()));
    }
    this.root.querySelector("[data-notice]").append(note);
  }

  restore(kept) {
    this.revision = kept.revision; // conflicts with what came since show when it is saved
    this.base = State.of(kept.base);
    const now = State.of(kept.now);
    now.merges = kept.merges || [];
    this.history = new History(this.base);
    this.go(now);
  }

  // --- buttons and keys

  press(e) {
    const act = e.target.closest("[data-do]")?.dataset.do;
    const verbs = {
      add: () => this.add(this.one()), remove: () => this.remove(), undo: () => this.step("undo"), redo: () => this.step("redo"),
      connect: () => this.connect(this.one()), layout: () => this.layout(), save: () => this.save(), fit: () => (this.fit(), this.render()),
      "zoom-in": () => this.zoom(1.25), "zoom-out": () => this.zoom(0.8), merge: () => this.panel.merge(), resolve: () => this.resolve(),
    };
    if (act) verbs[act]?.();
    const edge = e.target.closest("[data-pick]")?.dataset.pick;
    if (edge) (this.pick(`e:${edge}`), this.render());
  }

  step(way) {
    if (!this.history[way]()) return;
    this.picked = new Set([...this.picked].filter((k) => this.now.nodes.has(k)));
    this.keep();
    this.render();
  }

  key(e) {
    const ctrl = e.ctrlKey || e.metaKey;
    const typing = e.target.matches("input, select, textarea");
    const name = e.key.toLowerCase();
    if (ctrl && name === "s") return (e.preventDefault(), e.target.blur?.(), this.save());
    if (ctrl && !typing && (name === "z" || name === "y")) return (e.preventDefault(), this.step(name === "y" || e.shiftKey ? "redo" : "undo"));
    if (typing && (e.key === "Escape" || (e.key === "Enter" && e.target.matches(".med-side input")))) return (e.preventDefault(), this.refocus());
    if (typing || !this.svg.contains(e.target)) return;
    const node = e.target.closest("[data-node]")?.dataset.node;
    const far = e.shiftKey ? 40 : 8;
    const arrows = { arrowleft: [-far, 0], arrowright: [far, 0], arrowup: [0, -far], arrowdown: [0, far] };
    if (ctrl && name === "a") this.picked = new Set(this.now.nodes.keys());
    else if (arrows[name] && node) (this.picked.has(node) || this.pick(node), this.move(...arrows[name], "arrow"));
    else if (arrows[name]) ((this.view.x -= arrows[name][0] * 5), (this.view.y -= arrows[name][1] * 5));
    else if (name === "enter" && this.from && node) this.connect(node);
    else if (name === "enter" && node) (this.pick(node), this.render(), this.panel.focus());
    else if (name === "c" && node && !ctrl) this.connect(node);
    else if (name === "n" && !ctrl) this.add(node);
    else if (name === " " && node) (this.picked.has(node) && this.picked.size > 1 ? this.picked.delete(node) : this.picked.add(node));
    else if (name === "delete" || name === "backspace") (node && !this.picked.has(node) && this.pick(node), this.remove());
    else if (name === "escape") ((this.from = ""), (this.picked = new Set()));
    else if (name === "+" || name === "=") this.zoom(1.25);
    else if (name === "-") this.zoom(0.8);
    else if (name === "0") this.fit();
    else return;
    e.preventDefault();
    this.render();
  }

  /** First the node from which, then the node to which a link leads. */
  connect(node) {
    if (this.from && node && node !== this.from) {
      const from = this.from;
      this.from = "";
      this.link(from, node);
    } else if (this.from) this.from = "";
    else if (node) {
      this.from = node;
      this.say(`从“${this.now.nodes.get(node).name}”连到：用Tab选环节，再按C或回车；Esc取消`);
    } else this.say("先选一个环节，再连关系");
    this.render();
  }

  focused(e) {
    const node = e.target.closest("[data-node]")?.dataset.node;
    if (node && !this.grabbing && !this.picked.has(node)) (this.pick(node), this.render());
  }

  refocus() {
    const key = this.one();
    (key ? this.svg.querySelector(`[data-node="${CSS.escape(key)}"]`) : this.svg).focus();
  }

  find(words) {
    const hit = words && [...this.now.nodes.values()].find((n) => n.name.includes(words) || text(n.products).includes(words));
    if (!hit) return;
    this.pick(hit.key);
    const p = at(this, hit.key);
    const box = this.svg.getBoundingClientRect();
    Object.assign(this.view, { x: box.width / 2 - (p.x + W / 2) * this.view.k, y: box.height / 2 - (p.y + H / 2) * this.view.k });
    this.render();
  }

  pick(key) {
    this.picked = new Set([key]);
  }

  one() {
    const [key] = this.picked;
    return this.picked.size === 1 && this.now.nodes.has(key) ? key : "";
  }

  // --- pointer

  point(e) {
    const box = this.svg.getBoundingClientRect();
    return { x: (e.clientX - box.left - this.view.x) / this.view.k, y: (e.clientY - box.top - this.view.y) / this.view.k };
  }

  middle() {
    const box = this.svg.getBoundingClientRect();
    return this.point({ clientX: box.left + box.width / 2, clientY: box.top + box.height / 2 });
  }

  grab(e) {
    if (e.button) return;
    const node = e.target.closest("[data-node]")?.dataset.node;
    const edge = e.target.closest("[data-edge]")?.dataset.edge;
    const start = this.point(e);
    const drag = { kind: e.target.matches(".port") ? "link" : node ? "move" : e.shiftKey ? "box" : "pan", node, start, x: e.clientX, y: e.clientY, view: { ...this.view } };
    if (drag.kind === "move") {
      if (this.from && this.from !== node) return this.connect(node);
      if (e.shiftKey || e.ctrlKey) (this.picked.has(node) ? this.picked.delete(node) : this.picked.add(node));
      else if (!this.picked.has(node)) this.pick(node);
    } else if (edge) this.pick(`e:${edge}`);
    else if (drag.kind === "pan") drag.clear = true;
    this.grabbing = drag;
    this.svg.setPointerCapture(e.pointerId);
    const move = (m) => this.drag(m);
    const stop = (u) => {
      this.svg.removeEventListener("pointermove", move);
      this.drop(u);
    };
    this.svg.addEventListener("pointermove", move);
    this.svg.addEventListener("pointerup", stop, { once: true });
    this.svg.addEventListener("pointercancel", stop, { once: true });
    this.render();
  }

  drag(e) {
    const d = this.grabbing;
    const p = this.point(e);
    d.moved ||= Math.hypot(e.clientX - d.x, e.clientY - d.y) > 3;
    [d.dx, d.dy, d.to] = [p.x - d.start.x, p.y - d.start.y, p];
    if (d.kind === "pan") Object.assign(this.view, { x: d.view.x + e.clientX - d.x, y: d.view.y + e.clientY - d.y });
    this.render(true);
  }

  drop(e) {
    const d = this.grabbing;
    this.grabbing = null;
    const over = document.elementFromPoint(e.clientX, e.clientY)?.closest("[data-node]")?.dataset.node;
    if (d.kind === "move" && d.moved) this.move(d.dx, d.dy);
    else if (d.kind === "link" && over) this.link(d.node, over);
    else if (d.kind === "box" && d.moved) {
      const [x, y, r, b] = [Math.min(d.start.x, d.to.x), Math.min(d.start.y, d.to.y), Math.max(d.start.x, d.to.x), Math.max(d.start.y, d.to.y)];
      this.picked = new Set([...this.now.nodes.keys()].filter((k) => {
        const p = at(this, k);
        return p.x < r && p.x + p.w > x && p.y < b && p.y + p.h > y;
      }));
    } else if (d.clear && !d.moved) this.picked = new Set();
    this.render();
    if (d.node && d.kind === "move") this.svg.querySelector(`[data-node="${CSS.escape(d.node)}"]`)?.focus();
  }

  wheel(e) {
    e.preventDefault();
    this.zoom(e.deltaY < 0 ? 1.1 : 1 / 1.1, e);
  }

  zoom(by, e) {
    const box = this.svg.getBoundingClientRect();
    const [x, y] = e ? [e.clientX - box.left, e.clientY - box.top] : [box.width / 2, box.height / 2];
    const k = Math.min(3, Math.max(0.15, this.view.k * by));
    const f = k / this.view.k;
    this.view = { x: x - (x - this.view.x) * f, y: y - (y - this.view.y) * f, k };
    this.render(true);
  }

  fit() {
    const places = [...this.now.nodes.keys()].map((k) => at(this, k));
    const box = this.svg.getBoundingClientRect();
    if (!places.length || !box.width) return;
    const x = Math.min(...places.map((p) => p.x));
    const y = Math.min(...places.map((p) => p.y));
    const w = Math.max(...places.map((p) => p.x + p.w)) - x;
    const h = Math.max(...places.map((p) => p.y + p.h)) - y;
    const k = Math.min(1, (box.width - 32) / w, (box.height - 32) / h);
    this.view = { k, x: (box.width - w * k) / 2 - x * k, y: (box.height - h * k) / 2 - y * k };
  }

  // --- showing

  say(words, bad) {
    const out = this.root.querySelector("[data-notice]");
    const p = document.createElement("p");
    p.className = bad ? "note r" : "sub";
    p.textContent = words;
    out.replaceChildren(...[...out.children].filter((c) => c.tagName === "DIV"), p);
  }

  render(moving) {
    draw(this);
    if (moving) return;
    this.panel?.show();
    const n = this.ops().length;
    this.root.querySelector("[data-state]").textContent = n ? `${n}处没有保存` : `${this.now.nodes.size}个环节，${this.now.edges.size}条关系`;
    for (const [act, off] of [["undo", !this.history.past.length], ["redo", !this.history.future.length], ["remove", !this.picked.size], ["save", !n]]) {
      for (const b of this.root.querySelectorAll(`.med-bar [data-do=${act}]`)) b.disabled = off;
    }
    this.root.querySelector("[data-do=connect]").setAttribute("aria-pressed", String(Boolean(this.from)));
  }
}
