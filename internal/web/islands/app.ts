// Loaded on every console page: hotkeys, the sheet of keys (?), focus on the
// error summary, questions before acts that cannot be undone.
//
//   data-hotkey="e"          any link, button or field; @github/hotkey syntax ("g d", "Control+k")
//   data-fieldkeys           around fields: keys with Control or Alt and F1 to F12 act
//                            while one types there too
//   data-key-help="…"        how the sheet names it; else aria-label or text
//   data-copy="…"            button: copies the text; hidden without scripts
//   data-rows                list in which J and K go from row to row and "."
//                            copies the number of the row one is on
//   data-row="number"        link of a row of such a list
//   data-help                link to the page of the manual, offered in the sheet of keys too
//   data-confirm="…"         button of a form: asked before it is sent
//
// Keys typed into an input method never count. Single-letter keys can be
// switched off in the sheet (WCAG 2.1.4); the choice is kept on the device.
import { eventToHotkeyString, install, normalizeHotkey, uninstall } from "@github/hotkey";

const off = "yangguang.singleKeys.off";
const remembered = (): boolean => {
  try {
    return localStorage.getItem(off) === "1";
  } catch {
    return false; // storage forbidden: keys stay on
  }
};

// The library listens on document; this runs before it and hides composition.
document.addEventListener("keydown", (e) => {
  if (e.isComposing || e.keyCode === 229) e.stopImmediatePropagation();
});

const single = (el: HTMLElement): boolean => !/(Control|Alt|Meta|Mod)\+|^F\d/.test(el.dataset.hotkey ?? "");
const all = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>("[data-hotkey]")];
const bind = (): void => {
  for (const el of all()) {
    uninstall(el);
    if (!(single(el) && remembered())) install(el, el.dataset.hotkey);
  }
};

const named = (el: HTMLElement): string =>
  el.dataset.keyHelp ?? el.getAttribute("aria-label") ?? (el as HTMLInputElement).placeholder ?? el.textContent?.trim() ?? "";
const shown = (key: string): string[] =>
  key.split(/[+ ]/).map((k) => ({ Control: "Ctrl", ArrowRight: "→", ArrowLeft: "←", ArrowUp: "↑", ArrowDown: "↓" })[k] ?? (k.length === 1 ? k.toUpperCase() : k));

let sheet: HTMLDialogElement | undefined;
const openSheet = (): void => {
  sheet?.remove();
  sheet = document.createElement("dialog");
  sheet.className = "keys";
  sheet.setAttribute("aria-labelledby", "keys-title");
  const title = document.createElement("h2");
  title.id = "keys-title";
  title.textContent = "键盘操作";
  const list = document.createElement("dl");
  const told = new Set<string>();
  const line = (keys: string[], does: string): void => {
    if (told.has(keys.join())) return; // the foot repeats what a button says
    told.add(keys.join());
    const dt = document.createElement("dt");
    for (const k of keys) dt.append(Object.assign(document.createElement("kbd"), { textContent: k }));
    list.append(dt, Object.assign(document.createElement("dd"), { textContent: does }));
  };
  for (const el of all()) line(shown(el.dataset.hotkey!.split(",")[0]), named(el) || (el as HTMLInputElement).name);
  for (const hint of document.querySelectorAll(".foot [data-keys]"))
    line([...hint.querySelectorAll("kbd")].map((k) => k.textContent ?? ""), hint.getAttribute("data-keys") ?? "");
  line(["?"], "打开这张表");
  line(["Esc"], "关闭浮层");
  const label = document.createElement("label");
  label.className = "check";
  const box = Object.assign(document.createElement("input"), { type: "checkbox", checked: !remembered() });
  box.addEventListener("change", () => {
    try {
      localStorage.setItem(off, box.checked ? "0" : "1");
    } catch {
      /* not kept */
    }
    bind();
  });
  label.append(box, "单字母快捷键可用");
  const close = Object.assign(document.createElement("button"), { className: "btn", type: "button", textContent: "关闭" });
  close.addEventListener("click", () => sheet?.close());
  const help = document.querySelector<HTMLAnchorElement>("[data-help]");
  const beside = help ? [Object.assign(document.createElement("a"), { href: help.href, className: "btn primary", textContent: "这一页怎样用" })] : [];
  sheet.append(title, list, label, ...beside, close);
  document.body.append(sheet);
  sheet.showModal();
};

const inField = (t: EventTarget | null): boolean =>
  t instanceof HTMLElement && (t.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(t.tagName));
document.addEventListener("keydown", (e) => {
  if (e.key === "?" && !inField(e.target) && !e.ctrlKey && !e.altKey && !e.metaKey && !remembered()) {
    e.preventDefault();
    openSheet();
  }
  if (e.key === "Escape")
    for (const d of document.querySelectorAll<HTMLDetailsElement>(".who[open],.fold[open]")) {
      d.open = false;
      d.querySelector("summary")?.focus();
    }
});
// The library leaves keys alone that are typed into fields.
document.addEventListener("keydown", (e) => {
  if (!inField(e.target) || !(e.target as Element).closest("[data-fieldkeys]") || !(e.ctrlKey || e.altKey || /^F\d/.test(e.key))) return;
  const pressed = eventToHotkeyString(e);
  const el = all().find((x) => normalizeHotkey(x.dataset.hotkey ?? "") === pressed);
  if (!el) return;
  e.preventDefault();
  if (el.matches("textarea,select,input:not([type=radio],[type=checkbox],[type=submit])")) el.focus();
  else el.click();
});
const copy = async (text: string): Promise<void> => {
  let said = `已复制 ${text}`;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    said = "浏览器不允许复制"; // no permission, or no TLS
  }
  for (const id of ["status", "live"]) {
    const where = document.getElementById(id);
    if (where) where.textContent = said;
  }
};
document.addEventListener("keydown", (e) => {
  const rows = [...document.querySelectorAll<HTMLElement>("[data-rows] [data-row]")];
  if (!rows.length || inField(e.target) || e.ctrlKey || e.altKey || e.metaKey || remembered()) return;
  const at = rows.indexOf(document.activeElement as HTMLElement);
  const step = { j: 1, k: -1 }[e.key];
  if (step) rows[Math.max(0, Math.min(rows.length - 1, at + step))].focus();
  else if (e.key === "." && at >= 0) void copy(rows[at].dataset.row!);
  else return;
  e.preventDefault();
});

document.addEventListener("click", (e) => {
  const copied = (e.target as Element).closest<HTMLElement>("[data-copy]");
  if (copied) void copy(copied.dataset.copy!);
  for (const d of document.querySelectorAll<HTMLDetailsElement>(".who[open],.fold[open]")) if (!d.contains(e.target as Node)) d.open = false;
  const b = (e.target as Element).closest<HTMLElement>("[data-confirm]");
  if (b && !confirm(b.dataset.confirm)) e.preventDefault();
  if ((e.target as Element).closest("[data-open-keys]")) openSheet();
});

document.addEventListener("htmx:after:swap", () => {
  bind();
  document.getElementById("summary")?.focus();
});
bind();
for (const b of document.querySelectorAll<HTMLElement>("[data-open-keys],[data-copy]")) b.hidden = false;
document.getElementById("summary")?.focus();
