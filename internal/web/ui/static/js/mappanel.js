// The panel beside the map: the fields of the node or the edge that is picked.
import { text } from "./mapdoc.js";

const lists = ["products", "codes", "firms"];
const shares = ["weight", "importShare", "confidence"];
const words = (s) => [...new Set(s.split(/[、，;；\n]|,(?! )/).map((w) => w.trim()).filter(Boolean))];

export function panels(ed) {
  const [node, edge, none] = ["node", "edge", "none"].map((p) => ed.root.querySelector(`[data-panel=${p}]`));
  let shown = ""; // what the fields hold, so that typing is not disturbed
  let names = {};

  const option = (value, label) => Object.assign(document.createElement("option"), { value, textContent: label });
  const others = (key) => [...ed.now.nodes.values()].filter((n) => n.key !== key).map((n) => option(n.key, n.name));

  /** Reads a field; null when it cannot be read. */
  function read(input) {
    const { name, value } = input;
    if (lists.includes(name)) return words(value).map((w) => (name === "codes" ? w.split(" ")[0] : w));
    if (!shares.includes(name)) return value.trim();
    const n = Number(value.trim().replace("％", "%").replace(/%$/, "")) / (/[%％]\s*$/.test(value) ? 100 : 1);
    const fine = Number.isFinite(n) && n >= 0 && (n <= 1 || input.form === edge);
    input.setAttribute("aria-invalid", String(!fine));
    if (!fine) ed.say(input.form === edge ? "权重填不小于0的数" : "填0到1之间的数，例如0.25或25%", true);
    return fine ? n : null;
  }

  async function codeNames(codes) {
    const out = node.querySelector("[data-codes]");
    for (const c of codes) {
      if (names[c]) continue;
      const found = await lookup(c);
      names[c] = found.find((f) => f.code === c)?.name || "2017版没有，保存时核对";
    }
    out.textContent = codes.map((c) => `${c} ${names[c] || ""}`).join("；");
  }

  async function lookup(q) {
    try {
      const r = await fetch(`${ed.at}/codes?q=${encodeURIComponent(q)}`);
      return r.ok ? await r.json() : [];
    } catch {
      return [];
    }
  }

  node.addEventListener("change", (e) => {
    const key = ed.one();
    const value = e.target.name && e.target.name !== "into" && key ? read(e.target) : null;
    if (value === null) return;
    if (e.target.name === "name" && !value) return ed.say("填写环节名称", true);
    if (text(ed.now.nodes.get(key)[e.target.name]) !== text(value)) ed.set(key, { [e.target.name]: value });
    if (e.target.name === "codes") codeNames(value);
  });
  node.addEventListener("input", async (e) => {
    if (e.target.name !== "codes") return;
    const done = e.target.value.match(/^(.*[、，,;；])?/)[0];
    const last = e.target.value.slice(done.length).trim();
    if (!last) return;
    const found = await lookup(last);
    for (const f of found) names[f.code] = f.name;
    ed.root.querySelector("#med-codes").replaceChildren(...found.map((f) => option(`${done}${f.code} ${f.name}`, f.name)));
  });
  edge.addEventListener("change", (e) => {
    const [key] = ed.picked;
    const value = e.target.name ? read(e.target) : null;
    if (value !== null) ed.setEdge(key.slice(2), { [e.target.name]: value });
  });
  for (const form of [node, edge]) form.addEventListener("submit", (e) => (e.preventDefault(), ed.refocus()));

  function fill(form, record) {
    for (const input of form.elements) {
      if (!input.name || input.name === "into") continue;
      const value = text(record[input.name]);
      if (input.value !== value && (document.activeElement !== input || shown !== record.key)) input.value = value;
    }
  }

  function showNode(n) {
    const parent = node.elements.parent;
    parent.replaceChildren(option("", "没有"), ...others(n.key));
    node.elements.into.replaceChildren(...others(n.key));
    parent.value = n.parent || "";
    fill(node, n);
    if (shown !== n.key) codeNames(n.codes || []);
    const hangs = ed.hanging[n.key];
    node.querySelector("[data-hanging]").textContent = hangs ? `挂着${hangs}，不能删除，可以并入另一个环节` : "";
    node.querySelector("[data-links]").replaceChildren(...[...ed.now.edges].filter(([, e]) => e.from === n.key || e.to === n.key).map(([k, e]) => {
      const li = document.createElement("li");
      const b = li.appendChild(document.createElement("button"));
      Object.assign(b, { type: "button", textContent: e.from === n.key ? `→ ${ed.now.nodes.get(e.to)?.name}` : `← ${ed.now.nodes.get(e.from)?.name}` });
      b.dataset.pick = k;
      return li;
    }));
    shown = n.key;
  }

  return {
    show() {
      const [key] = ed.picked;
      const one = ed.picked.size === 1 ? key : "";
      const e = one.startsWith("e:") && ed.now.edges.get(one.slice(2));
      const n = ed.now.nodes.get(one);
      [node.hidden, edge.hidden, none.hidden] = [!n, !e, Boolean(n || e)];
      if (n) showNode(n);
      else if (e) {
        edge.querySelector("[data-ends]").textContent = `${ed.now.nodes.get(e.from)?.name}→${ed.now.nodes.get(e.to)?.name}`;
        fill(edge, { ...e, key: one });
        shown = one;
      } else {
        shown = "";
        none.querySelector("p").textContent = ed.picked.size > 1 ? `选了${ed.picked.size}个环节：可以一起拖动、挪动或删除` : none.dataset.words || (none.dataset.words = none.textContent);
      }
    },
    focus() {
      const input = node.elements.name;
      if (!node.hidden) (input.focus(), input.select());
    },
    merge() {
      const [from, into] = [ed.one(), node.elements.into.value];
      if (!from || !into) return;
      const s = ed.now.merge(from, into);
      ed.pick(into);
      ed.go(s);
      ed.say("已并入，保存后生效");
    },
  };
}
