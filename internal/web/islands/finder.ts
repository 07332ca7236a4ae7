// The finder of the console (Ctrl K): what is typed into input[data-finder] is
// looked for at once; arrows choose, Enter opens, Escape closes. Without it the form
// leads to the page of hits.
type Hit = { label: string; href: string; kind: string; text?: string };
const input = document.querySelector<HTMLInputElement>("input[data-finder]");
if (input?.form) {
  const list = document.createElement("ul");
  list.id = "finder";
  list.className = "finder";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "找到的");
  list.hidden = true;
  input.form.append(list);
  for (const [k, v] of Object.entries({ role: "combobox", "aria-controls": "finder", "aria-expanded": "false", "aria-autocomplete": "list" })) input.setAttribute(k, v);
  let at = -1;
  let asked = 0;
  let timer = 0;
  const close = (): void => {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const mark = (to: number): void => {
    const all = [...list.children] as HTMLElement[];
    if (!all.length) return;
    at = (to + all.length) % all.length;
    all.forEach((li, i) => li.setAttribute("aria-selected", String(i === at)));
    all[at].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", all[at].id);
  };
  const show = (hits: Hit[]): void => {
    at = -1;
    list.replaceChildren(
      ...hits.map((h, i) => {
        const li = document.createElement("li");
        li.id = `finder-${i}`;
        li.setAttribute("role", "option");
        li.dataset.href = h.href;
        const kind = Object.assign(document.createElement("span"), { className: "tag", textContent: h.kind });
        const label = Object.assign(document.createElement("b"), { textContent: h.label });
        const text = Object.assign(document.createElement("small"), { textContent: h.text ?? "" });
        li.append(kind, label, text);
        return li;
      }),
    );
    list.hidden = hits.length === 0;
    input.setAttribute("aria-expanded", String(!list.hidden));
    if (hits.length) mark(0);
  };
  const ask = async (): Promise<void> => {
    const mine = ++asked;
    const words = input.value.trim();
    if (!words) return close();
    const r = await fetch(`${input.form!.action}?q=${encodeURIComponent(words)}`, { credentials: "same-origin", redirect: "manual", headers: { Accept: "application/json" } });
    if (mine === asked && r.ok) show((await r.json()) as Hit[]);
  };
  input.addEventListener("input", (e) => {
    if ((e as InputEvent).isComposing) return;
    clearTimeout(timer);
    timer = window.setTimeout(() => void ask().catch(close), 150);
  });
  input.addEventListener("compositionend", () => void ask().catch(close));
  input.addEventListener("keydown", (e) => {
    if (e.isComposing || list.hidden) return;
    if (e.key === "ArrowDown") mark(at + 1);
    else if (e.key === "ArrowUp") mark(at - 1);
    else if (e.key === "Escape") close();
    else if (e.key === "Enter" && at >= 0) location.assign((list.children[at] as HTMLElement).dataset.href!);
    else return;
    e.preventDefault();
  });
  list.addEventListener("mousedown", (e) => {
    const li = (e.target as Element).closest<HTMLElement>("li");
    if (li) location.assign(li.dataset.href!);
  });
  input.addEventListener("blur", () => window.setTimeout(close, 150));
}
