// Suggestions while typing: form[data-suggest="field:/address"] asks /address?q=… for a list of texts and adds them to what
// the field offers already. Without a network the field keeps what it has.

function add(list, texts) {
  const has = new Set([...list.options].map((o) => o.value));
  for (const text of texts) {
    if (has.has(text)) continue;
    const o = document.createElement("option");
    o.value = text;
    list.append(o);
  }
}

/** @param {NodeListOf<HTMLFormElement>} forms */
export function enliven(forms) {
  for (const form of forms) {
    if (form.dataset.suggesting) continue;
    form.dataset.suggesting = "1";
    const [name, url] = form.dataset.suggest.split(":");
    const input = form.elements[name];
    let list = input.list;
    if (!list) {
      list = document.createElement("datalist");
      list.id = `${input.id}-l`;
      input.after(list);
      input.setAttribute("list", list.id);
    }
    let timer;
    input.addEventListener("input", () => {
      clearTimeout(timer);
      const q = input.value.trim();
      if (q.length < 2 || [...list.options].some((o) => o.value === q)) return;
      timer = setTimeout(async () => {
        try {
          const res = await fetch(`${url}?q=${encodeURIComponent(q)}`, { redirect: "manual" });
          if (res.ok) add(list, await res.json());
        } catch {
          // no network
        }
      }, 300);
    });
  }
}
