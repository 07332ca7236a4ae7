// A <select data-combobox> becomes a field one can type into (APG combobox with
// a listbox). Options are found by their text and by data-keys (pinyin
// initials, codes). The select stays in the form and keeps the value.
let serial = 0;

const start = (select: HTMLSelectElement): void => {
  const id = `combo-${++serial}`;
  const box = Object.assign(document.createElement("div"), { className: "combo" });
  const input = Object.assign(document.createElement("input"), { type: "text", className: "input", autocomplete: "off" });
  const list = Object.assign(document.createElement("ul"), { id, hidden: true });
  list.setAttribute("role", "listbox");
  const label = select.labels?.[0];
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-expanded", "false");
  input.setAttribute("aria-controls", id);
  for (const a of ["aria-describedby", "aria-invalid", "aria-label"]) {
    const v = select.getAttribute(a);
    if (v) input.setAttribute(a, v);
  }
  if (label?.textContent) list.setAttribute("aria-label", label.textContent.trim());
  const field = select.id;
  if (field) {
    select.removeAttribute("id");
    input.id = field; // labels and the error summary lead here now
  }
  select.hidden = true;
  select.before(box);
  box.append(input, list);

  let at = -1;
  const chosen = (): string => select.selectedOptions[0]?.value ? (select.selectedOptions[0].textContent ?? "").trim() : "";
  const items = (): HTMLElement[] => [...list.children] as HTMLElement[];
  const close = (): void => {
    list.hidden = true;
    at = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const mark = (i: number): void => {
    const all = items();
    at = all.length ? (i + all.length) % all.length : -1;
    all.forEach((el, n) => el.setAttribute("aria-selected", String(n === at)));
    if (at >= 0) {
      input.setAttribute("aria-activedescendant", all[at].id);
      all[at].scrollIntoView({ block: "nearest" });
    }
  };
  const open = (word: string): void => {
    const w = word.trim().toLowerCase();
    const found = [...select.options].filter(
      (o) => o.value && (!w || o.text.toLowerCase().includes(w) || (o.dataset.keys ?? "").toLowerCase().split(/\s+/).some((k) => k.startsWith(w))),
    );
    list.replaceChildren(
      ...found.slice(0, 50).map((o, n) => {
        const li = Object.assign(document.createElement("li"), { id: `${id}-${n}`, textContent: o.text });
        li.setAttribute("role", "option");
        li.dataset.value = o.value;
        return li;
      }),
    );
    list.hidden = found.length === 0;
    at = -1;
    input.setAttribute("aria-expanded", String(found.length > 0));
    const live = document.getElementById("live");
    if (live) live.textContent = found.length ? `${found.length} 项` : "没有匹配的项";
  };
  const take = (li: HTMLElement): void => {
    select.value = li.dataset.value ?? "";
    input.value = chosen();
    close();
    select.dispatchEvent(new Event("change", { bubbles: true }));
  };

  input.value = chosen();
  input.addEventListener("input", () => open(input.value));
  input.addEventListener("click", () => list.hidden && open(""));
  input.addEventListener("blur", () => {
    if (input.value.trim() === "" && [...select.options].some((o) => !o.value)) {
      if (select.value) {
        select.value = "";
        select.dispatchEvent(new Event("change", { bubbles: true }));
      }
    }
    input.value = chosen();
    close();
  });
  list.addEventListener("mousedown", (e) => {
    e.preventDefault(); // the field keeps the focus
    const li = (e.target as Element).closest<HTMLElement>("[role=option]");
    if (li) take(li);
  });
  input.addEventListener("keydown", (e) => {
    if (e.isComposing || e.keyCode === 229) return;
    if (e.key === "ArrowDown" || e.key === "ArrowUp") {
      e.preventDefault();
      if (list.hidden) open("");
      mark(e.key === "ArrowDown" ? at + 1 : at < 0 ? -1 : at - 1);
    } else if (e.key === "Enter" && !list.hidden) {
      e.preventDefault();
      const all = items();
      if (all.length) take(all[Math.max(at, 0)]);
    } else if (e.key === "Escape" && !list.hidden) {
      e.preventDefault();
      input.value = chosen();
      close();
    }
  });
};

for (const s of document.querySelectorAll<HTMLSelectElement>("select[data-combobox]:not([multiple])")) start(s);
