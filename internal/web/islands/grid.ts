// A table of inputs that moves like a spreadsheet. <table data-grid>; the
// inputs stand in its cells, nothing else is asked of them.
//
//   arrows (a text caret inside stays a caret), Enter down, Tab as ever
//   paste of a block from Excel or WPS (tabs and lines) from the cell on
//   Alt+→ / Alt+←            next / previous cell with data-bad
//   Ctrl+D                   follows data-records (an address) of the cell
//   data-sum="CSS selector"  on a cell, <output> or input inside the table: the
//                            live sum of the whole numbers it selects; an input
//                            is followed only while it has data-auto
//   data-own                 skipped by paste when readonly
//   data-fit                 on the scrolling box: it ends at a row, above the rows with data-pinned
//
// What changes is announced by ordinary "input" and "change" events, so that
// autosave and checks hear of it. Sums are shown, never trusted: the server
// computes its own.
type Cell = HTMLInputElement;

const whole = (s: string): bigint | null => {
  const t = s.trim().replace(/[,，\s]/g, "").replace(/[０-９]/g, (d) => String.fromCharCode(d.charCodeAt(0) - 0xfee0));
  return /^\d{1,15}$/.test(t) ? BigInt(t) : null;
};

const start = (table: HTMLTableElement): void => {
  const rows = (): Cell[][] =>
    [...table.rows].map((tr) => [...tr.querySelectorAll<Cell>("input:not([type=hidden])")].filter((i) => !i.disabled)).filter((r) => r.length > 0);
  const place = (cell: Cell): [Cell[][], number, number] => {
    const all = rows();
    const y = all.findIndex((r) => r.includes(cell));
    return [all, y, y < 0 ? -1 : all[y].indexOf(cell)];
  };
  const go = (cell: Cell | undefined): boolean => {
    if (!cell) return false;
    cell.focus();
    cell.select();
    cell.scrollIntoView({ block: "nearest", inline: "nearest" });
    return true;
  };
  const sums = (): void => {
    for (const target of table.querySelectorAll<HTMLElement>("[data-sum]")) {
      let total = 0n;
      let known = true;
      for (const part of table.querySelectorAll<Cell>(target.dataset.sum!)) {
        const n = whole(part.value || "0");
        if (n === null) known = false;
        else total += n;
      }
      const text = known ? String(total) : "—";
      if (target instanceof HTMLInputElement) {
        if ("auto" in target.dataset && known && target.value !== text) {
          target.value = text;
          target.dispatchEvent(new Event("change", { bubbles: true }));
        }
      } else if (target.textContent !== text) target.textContent = text;
    }
    for (const cell of table.querySelectorAll<Cell>("input")) cell.classList.toggle("z", cell.value.trim() === "0");
  };
  const bad = (from: Cell, step: number): boolean => {
    const cells = rows().flat();
    const here = cells.indexOf(from);
    for (let i = 1; i <= cells.length; i++) {
      const c = cells[(here + step * i + cells.length * 2) % cells.length];
      if ("bad" in c.dataset) return go(c);
    }
    return false;
  };

  table.addEventListener("keydown", (e) => {
    const cell = e.target as Cell;
    if (!(cell instanceof HTMLInputElement) || e.isComposing || e.keyCode === 229) return;
    const [all, y, x] = place(cell);
    if (y < 0) return;
    const text = cell.value.length;
    const whole = cell.selectionStart === 0 && cell.selectionEnd === text;
    const vertical = (dy: number): boolean => {
      for (let r = y + dy; r >= 0 && r < all.length; r += dy) if (all[r].length > x) return go(all[r][x]);
      return false;
    };
    let done = false;
    if (e.altKey && (e.key === "ArrowRight" || e.key === "ArrowLeft")) {
      bad(cell, e.key === "ArrowRight" ? 1 : -1);
      done = true; // never the browser's "back"
    } else if (e.ctrlKey && e.key.toLowerCase() === "d") {
      done = true; // never the browser's bookmark
      const to = cell.dataset.records ?? cell.closest<HTMLElement>("[data-records]")?.dataset.records;
      if (to) location.assign(to);
    } else if (e.ctrlKey || e.metaKey || e.altKey) return;
    else if (e.key === "ArrowDown") done = vertical(1);
    else if (e.key === "ArrowUp") done = vertical(-1);
    else if (e.key === "Enter") {
      vertical(e.shiftKey ? -1 : 1);
      done = true; // never submits the form half-way
    } else if (e.key === "ArrowRight" && (whole || cell.selectionStart === text)) done = go(all[y][x + 1]);
    else if (e.key === "ArrowLeft" && (whole || cell.selectionEnd === 0)) done = go(all[y][x - 1]);
    else if (e.key === "Escape" && cell.value !== cell.defaultValue) {
      cell.value = cell.defaultValue;
      cell.dispatchEvent(new Event("input", { bubbles: true }));
      done = true;
    }
    if (done) e.preventDefault();
  });

  table.addEventListener("paste", (e) => {
    const text = e.clipboardData?.getData("text/plain") ?? "";
    if (!/[\t\n]/.test(text.trimEnd()) || !(e.target instanceof HTMLInputElement)) return;
    e.preventDefault();
    const [all, y, x] = place(e.target);
    const block = text.replace(/\r/g, "").replace(/\n+$/, "").split("\n").map((l) => l.split("\t"));
    let kept = 0;
    let lost = 0;
    block.forEach((line, dy) =>
      line.forEach((value, dx) => {
        const cell = all[y + dy]?.[x + dx];
        if (!cell || cell.readOnly) {
          lost++;
          return;
        }
        const n = whole(value);
        cell.value = n === null ? value.trim() : String(n);
        delete cell.dataset.auto;
        cell.dispatchEvent(new Event("input", { bubbles: true }));
        cell.dispatchEvent(new Event("change", { bubbles: true }));
        kept++;
      }),
    );
    say(`粘贴了 ${kept} 格` + (lost ? `，${lost} 格超出表格或不能改，没有粘贴` : ""));
  });

  table.addEventListener("input", (e) => {
    if (e.isTrusted && e.target instanceof HTMLInputElement) delete e.target.dataset.auto;
    sums();
  });
  table.addEventListener("focusin", (e) => {
    if (e.target instanceof HTMLInputElement) e.target.select();
  });
  // The scrolling box ends at a row, not inside one: a cell half hidden under the
  // sticky totals would be hard to read and hard to hit (WCAG 2.5.8).
  const box = table.closest<HTMLElement>("[data-fit]");
  const fit = (): void => {
    if (!box) return;
    box.style.height = box.style.flex = "";
    const pinned = [...table.querySelectorAll<HTMLElement>("tr[data-pinned]")].reduce((h, r) => h + r.offsetHeight, 0);
    const frame = box.getBoundingClientRect();
    const edge = frame.top + box.clientTop + box.clientHeight - pinned;
    if (box.scrollHeight <= box.clientHeight || box.scrollTop > 0) return;
    const cut = [...table.rows].find((r) => !("pinned" in r.dataset) && r.getBoundingClientRect().top < edge && r.getBoundingClientRect().bottom > edge + 0.5);
    if (!cut) return;
    box.style.flex = "none";
    box.style.height = `${frame.height - (edge - cut.getBoundingClientRect().top)}px`;
  };
  fit();
  window.addEventListener("resize", fit);
  // After an answer from the server cells may have become bad or good.
  document.addEventListener("autosave:saved", sums);
  sums();
};

const say = (text: string): void => {
  const live = document.getElementById("live");
  if (live) live.textContent = text;
};

for (const t of document.querySelectorAll<HTMLTableElement>("table[data-grid]")) start(t);
