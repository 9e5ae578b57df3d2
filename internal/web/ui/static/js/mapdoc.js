// The map in the editor: its nodes and edges, undo and redo, and the steps that lead from what was read to what is drawn now.

export const nodeFields = ["name", "stream", "parent", "products", "codes", "weight", "importShare", "firms", "note", "source", "confidence", "x", "y"];
export const edgeFields = ["weight", "source", "confidence"];

/** The same value, whether absent, empty or zero. */
export const text = (v) => (Array.isArray(v) ? v.join("、") : v ? String(v) : "");
export const edgeKey = (e) => `${e.from}|${e.to}|${e.kind || "supply"}`;

const differs = (fields, a, b) => fields.filter((f) => text(a[f]) !== text(b[f]));

/** One state of a map; states share what did not change and are never altered. */
export class State {
  constructor(nodes = new Map(), edges = new Map(), merges = []) {
    this.nodes = nodes;
    this.edges = edges;
    this.merges = merges;
  }

  static of(doc) {
    return new State(new Map((doc.nodes || []).map((n) => [n.key, n])), new Map((doc.edges || []).map((e) => [edgeKey(e), { ...e, kind: e.kind || "supply" }])));
  }

  doc() {
    return { name: "", nodes: [...this.nodes.values()], edges: [...this.edges.values()] };
  }

  copy() {
    return new State(new Map(this.nodes), new Map(this.edges), this.merges);
  }

  /** Lets one node take the place of another, as the server will. */
  merge(from, into) {
    const s = this.copy();
    const a = s.nodes.get(from);
    const b = s.nodes.get(into);
    if (!a || !b || from === into) return this;
    const both = (f) => [...new Set([...(b[f] || []), ...(a[f] || [])])];
    const note = `${b.note ? `${b.note}\n` : ""}已并入“${a.name}”。${a.note || ""}`;
    s.nodes.set(into, { ...b, products: both("products"), codes: both("codes"), firms: both("firms"), note, parent: b.parent === from ? a.parent : b.parent });
    for (const n of s.nodes.values()) if (n.parent === from && n.key !== into) s.nodes.set(n.key, { ...n, parent: into });
    for (const [k, e] of this.edges) {
      if (e.from !== from && e.to !== from) continue;
      s.edges.delete(k);
      const now = { ...e, from: e.from === from ? into : e.from, to: e.to === from ? into : e.to };
      if (now.from !== now.to && !s.edges.has(edgeKey(now))) s.edges.set(edgeKey(now), now);
    }
    s.nodes.delete(from);
    s.merges = [...this.merges, { from, into }];
    return s;
  }

  /** Without a node; its parts move up to its own parent. */
  without(key) {
    const s = this.copy();
    const up = s.nodes.get(key)?.parent;
    for (const n of s.nodes.values()) if (n.parent === key) s.nodes.set(n.key, { ...n, parent: up });
    for (const [k, e] of this.edges) if (e.from === key || e.to === key) s.edges.delete(k);
    s.nodes.delete(key);
    return s;
  }

  /** With other keys, once the server has named what was new. */
  rename(ids) {
    const to = (k) => ids[k] || k;
    const nodes = [...this.nodes.values()].map((n) => ({ ...n, key: to(n.key), parent: n.parent && to(n.parent) }));
    const edges = [...this.edges.values()].map((e) => ({ ...e, from: to(e.from), to: to(e.to) }));
    return State.of({ nodes, edges });
  }
}

/** The steps from one state to another, as the server takes them. */
export function steps(base, now) {
  const ops = [];
  let from = base;
  for (const m of now.merges) {
    if (!from.nodes.has(m.from) || !from.nodes.has(m.into)) continue;
    ops.push({ do: "merge-node", node: { key: m.from, name: "", stream: "" }, into: m.into });
    from = from.merge(m.from, m.into);
  }
  for (const [k, e] of from.edges) {
    if (!now.edges.has(k) && now.nodes.has(e.from) && now.nodes.has(e.to)) ops.push({ do: "remove-edge", edge: e });
  }
  for (const n of from.nodes.values()) if (!now.nodes.has(n.key)) ops.push({ do: "remove-node", node: { key: n.key, name: n.name, stream: n.stream } });
  for (const n of now.nodes.values()) {
    const was = from.nodes.get(n.key);
    if (!was) ops.push({ do: "add-node", node: n });
    else {
      const set = differs(nodeFields, was, n);
      if (set.length) ops.push({ do: "edit-node", node: n, set });
    }
  }
  for (const [k, e] of now.edges) {
    const was = from.edges.get(k);
    if (!was) ops.push({ do: "add-edge", edge: e });
    else {
      const set = differs(edgeFields, was, e);
      if (set.length) ops.push({ do: "edit-edge", edge: e, set });
    }
  }
  return ops;
}

/** What is stored now with my changes laid over it; skip(op, field) leaves theirs. What they removed and I changed comes back as new. */
export function rebase(ops, latest, mine, skip) {
  let s = latest.copy();
  ops.forEach((op, i) => {
    if (skip(i, "")) return;
    const { node: n, edge: e } = op;
    if (op.do === "merge-node") s = s.merge(n.key, op.into);
    else if (op.do === "remove-node") s = s.without(n.key);
    else if (op.do === "add-node") s.nodes.set(n.key, n);
    else if (op.do === "edit-node") {
      const was = s.nodes.get(n.key);
      const now = was ? { ...was } : { ...mine.nodes.get(n.key) };
      for (const f of op.set) if (!skip(i, f)) now[f] = n[f];
      s.nodes.set(n.key, now);
    } else if (op.do === "remove-edge") s.edges.delete(edgeKey(e));
    else {
      for (const end of [e.from, e.to]) if (!s.nodes.has(end) && mine.nodes.has(end)) s.nodes.set(end, mine.nodes.get(end));
      const now = { ...(s.edges.get(edgeKey(e)) || e) };
      for (const f of op.set || edgeFields) if (!skip(i, f)) now[f] = e[f];
      s.edges.set(edgeKey(e), now);
    }
  });
  for (const [k, e] of s.edges) if (!s.nodes.has(e.from) || !s.nodes.has(e.to)) s.edges.delete(k);
  return s;
}

/** The states gone through, for undo and redo. */
export class History {
  constructor(now) {
    this.now = now;
    this.past = [];
    this.future = [];
  }

  /** Goes on to a state. Steps of one kind in quick succession, such as arrow keys, count as one. */
  push(state, kind = "") {
    if (!kind || kind !== this.kind || Date.now() - this.at > 1500) this.past.push(this.now);
    if (this.past.length > 300) this.past.shift();
    [this.kind, this.at, this.future, this.now] = [kind, Date.now(), [], state];
  }

  undo() {
    if (!this.past.length) return false;
    this.future.push(this.now);
    [this.now, this.kind] = [this.past.pop(), ""];
    return true;
  }

  redo() {
    if (!this.future.length) return false;
    this.past.push(this.now);
    [this.now, this.kind] = [this.future.pop(), ""];
    return true;
  }

  /** After a save: the kept states call new nodes as the server does. */
  rename(ids) {
    if (!Object.keys(ids).length) return;
    this.past = this.past.map((s) => s.rename(ids));
    this.future = this.future.map((s) => s.rename(ids));
  }
}
