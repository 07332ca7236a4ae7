// Keeps what is typed into the forms of the console on the server, two seconds
// after the last key, for thirty days and for this person alone: every posted form
// of the page with a text area, and those marked data-draft. A form that saves
// itself (data-autosave), asks for a password or is marked data-nodraft is left out.
// The same form filled in another window is a conflict: both texts are shown.
// Loaded with every page of the console.
type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;
type Kept = { version: number; saved: string; fields: Record<string, string[] | null> };

const pause = 1500;
const longest = 4000;
const retry = 8000;

const within = (path: string): string => path.slice(Math.max(0, path.indexOf("/console/")));
const hidden = (f: HTMLFormElement, name: string): string => {
  const x = f.elements.namedItem(name);
  return x instanceof HTMLInputElement && x.type === "hidden" ? x.value : "";
};
const keyOf = (f: HTMLFormElement): string => {
  const act = hidden(f, "act") || hidden(f, "do") || hidden(f, "step");
  return within(new URL(f.getAttribute("action") || location.href, location.href).pathname) + (act ? `#${act}` : "");
};
const root = (): string => location.pathname.slice(0, Math.max(0, location.pathname.indexOf("/console")));
const tell = (text: string): void => {
  const status = document.getElementById("status");
  if (status && status.textContent !== text) status.textContent = text;
};
const fieldsOf = (f: HTMLFormElement): Field[] =>
  ([...f.elements] as Field[]).filter((x) => x.name && !/^(hidden|file|password|submit|button)$/.test(x.type) && !("nosave" in x.dataset));
const unlike = (f: HTMLFormElement, kept: Kept): boolean =>
  fieldsOf(f).some((x) => {
    const was = kept.fields[x.name] ?? [];
    if (x instanceof HTMLInputElement && /^(checkbox|radio)$/.test(x.type)) return x.checked !== was.includes(x.value);
    return x.name in kept.fields && (was[0] ?? "").replace(/\r\n/g, "\n") !== x.value;
  });
const fill = (f: HTMLFormElement, kept: Kept): void => {
  const nth: Record<string, number> = {};
  for (const x of fieldsOf(f)) {
    const was = kept.fields[x.name];
    if (x instanceof HTMLInputElement && /^(checkbox|radio)$/.test(x.type)) x.checked = !!was?.includes(x.value);
    else if (was) x.value = was[(nth[x.name] = (nth[x.name] ?? -1) + 1)] ?? x.value;
  }
  f.closest("details")?.setAttribute("open", "");
};
const labelOf = (f: HTMLFormElement, name: string): string => {
  const x = f.elements.namedItem(name);
  const el = x instanceof RadioNodeList ? (x[0] as Field) : (x as Field | null);
  return el?.labels?.[0]?.textContent?.trim() || name;
};

// post sends a form's texts; a plain form has no other way to say "no redirect".
const post = (address: string, body: URLSearchParams): Promise<Response> =>
  fetch(root() + address, { method: "POST", body, credentials: "same-origin", redirect: "manual", headers: { Accept: "application/json" }, signal: AbortSignal.timeout(20000), keepalive: body.toString().length < 60000 });

const start = (form: HTMLFormElement, key: string, kept: Kept | undefined): void => {
  let version = kept?.version ?? 0;
  let dirty = false;
  let flying = false;
  let held = false;
  let gone = false;
  let timer = 0;
  let since = 0;
  const later = (ms: number): void => {
    clearTimeout(timer);
    timer = window.setTimeout(() => void send(), ms);
  };
  const touch = (e: Event): void => {
    const f = e.target as Field;
    if (!f.name || f.form !== form || f.type === "file") return;
    dirty = true;
    gone = false;
    if (!since) since = Date.now();
    tell("正在编辑");
    if (!held) later(Math.min(pause, Math.max(0, since + longest - Date.now())));
  };
  async function send(): Promise<void> {
    clearTimeout(timer);
    if (!dirty || flying || held || gone) return;
    dirty = false;
    flying = true;
    since = 0;
    let wait = pause;
    const body = new URLSearchParams();
    for (const [n, v] of new FormData(form)) if (typeof v === "string") body.append(n, v);
    const where = new URLSearchParams({ form: key, page: location.pathname + location.search, title: document.title, seen: String(version) });
    try {
      const r = await post(`/console/drafts/save?${where}`, body);
      if (r.type === "opaqueredirect" || r.status === 401) throw new Error("登录已过期。在新窗口登录后，这里会继续保存");
      document.dispatchEvent(new CustomEvent("session:left", { detail: r.headers.get("X-Session-Left") }));
      if (r.status === 409) conflict(await r.text());
      else if (r.ok) {
        const a = (await r.json()) as Kept;
        version = a.version;
        tell(`草稿已保存 ${a.saved}`);
      } else throw new Error(((await r.json()) as { detail?: string }).detail ?? "没有保存，稍后会再试");
    } catch (e) {
      dirty = true;
      tell(e instanceof Error && /[\u4e00-\u9fff]/.test(e.message) ? e.message : "连接不上服务器，内容留在本页，会自动再试");
      wait = retry;
    }
    flying = false;
    if (dirty && !held && !gone) later(wait);
  }
  const conflict = (html: string): void => {
    held = dirty = true;
    tell("另一个窗口刚保存过，看过两份再保存");
    const panel = document.createElement("div");
    panel.tabIndex = -1;
    panel.setAttribute("role", "alert");
    panel.innerHTML = html;
    for (const h of panel.querySelectorAll<HTMLElement>("[data-field-name]")) h.textContent = labelOf(form, h.dataset.fieldName!);
    form.before(panel);
    panel.focus();
    panel.addEventListener("click", (e) => {
      const b = (e.target as Element).closest<HTMLElement>("[data-keep]");
      if (!b) return;
      panel.remove();
      held = false;
      if (b.dataset.keep === "theirs") {
        dirty = false;
        location.reload();
        return;
      }
      version = Number(b.dataset.version ?? version);
      void send();
    });
  };
  form.addEventListener("input", touch);
  form.addEventListener("change", touch);
  form.addEventListener("submit", () => {
    gone = true; // the form itself carries everything
    dirty = false;
    clearTimeout(timer);
    const mark = form.querySelector<HTMLInputElement>("input[name=draft_form]") ?? Object.assign(document.createElement("input"), { type: "hidden", name: "draft_form" });
    mark.value = key;
    form.append(mark);
  });
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && void send());
  window.addEventListener("online", () => void send());
  window.addEventListener("beforeunload", (e) => {
    if ((dirty || flying) && !gone) e.preventDefault();
  });
  if (kept && !document.getElementById("summary") && unlike(form, kept)) restore(form, key, kept);
};

// restore puts back what was kept and says so, with a way to drop it.
const restore = (form: HTMLFormElement, key: string, kept: Kept): void => {
  fill(form, kept);
  const note = document.createElement("p");
  note.className = "draft-note";
  note.setAttribute("role", "status");
  note.append(`这里是 ${kept.saved} 保存的草稿，还没有提交。`);
  const drop = Object.assign(document.createElement("button"), { type: "button", className: "lnk", textContent: "放弃草稿" });
  drop.addEventListener("click", async () => {
    await post("/console/drafts/drop", new URLSearchParams({ form: key }));
    location.reload();
  });
  note.append(drop);
  form.prepend(note);
};

const drafts = async (): Promise<void> => {
  const forms = new Map<string, HTMLFormElement>();
  for (const f of document.querySelectorAll<HTMLFormElement>("main form[method=post]")) {
    if (f.dataset.autosave !== undefined || f.dataset.nodraft !== undefined || f.querySelector("input[type=password]")) continue;
    if ((f.dataset.draft !== undefined || f.querySelector("textarea")) && !forms.has(keyOf(f))) forms.set(keyOf(f), f);
  }
  if (!forms.size) return;
  let kept: Record<string, Kept> = {};
  try {
    const q = new URLSearchParams([...forms.keys()].map((k) => ["form", k]));
    const r = await fetch(`${root()}/console/drafts/kept?${q}`, { credentials: "same-origin", redirect: "manual", headers: { Accept: "application/json" } });
    if (r.ok) kept = (await r.json()) as Record<string, Kept>;
  } catch {
    /* what is typed is kept all the same, once the server answers */
  }
  for (const [key, form] of forms) start(form, key, kept[key]);
};
void drafts();
