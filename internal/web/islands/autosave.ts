// Saves what was typed a moment after it was typed.
//
//   <form data-autosave="/console/records/ID/draft" data-version="7">
//
// posts the changed fields (application/x-www-form-urlencoded) with "version".
// It understands three answers:
//   200 {"version":8,"saved":"10:42","cells":{"name":{"bad":true,"title":"…","value":"3"}},"parts":{"checks":"<section …>"}}
//       only version is needed; parts replace the inside of the elements of those ids
//   409 {"html":"…"} or text/html: the panel with both versions; put into #conflict; saving waits until
//       one of its buttons is chosen: data-keep="mine" (saves again with data-version) or data-keep="theirs" (reloads)
//   422 {"errors":{"name":"message"}}: shown at the fields, the rest counts as saved when "version" is given
// What could not be sent stays in memory and is tried again; leaving the page
// asks first. Nothing is put into the browser's storage: the machine may be shared.
// Fires autosave:saved (detail: the answer) and autosave:failed on the form.
type Answer = {
  version?: string | number;
  saved?: string;
  cells?: Record<string, { bad?: boolean; title?: string; value?: string; records?: string }>;
  parts?: Record<string, string>;
  errors?: Record<string, string>;
  html?: string;
};
type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

const pause = 1500;
const longest = 5000;
const retry = 8000;

const start = (form: HTMLFormElement): void => {
  const status = document.getElementById("status");
  const changed = new Set<string>();
  let flying: Set<string> | null = null;
  let held = false; // a conflict waits for a person
  let timer = 0;
  let since = 0;
  const tell = (text: string): void => {
    if (status && status.textContent !== text) status.textContent = text;
  };
  const later = (ms: number): void => {
    clearTimeout(timer);
    timer = window.setTimeout(send, ms);
  };
  const touch = (e: Event): void => {
    const f = e.target as Field;
    if (!f.name || f.form !== form || "nosave" in f.dataset) return;
    changed.add(f.name);
    if (!since) since = Date.now();
    tell("正在编辑");
    if (!held) later(Math.min(pause, Math.max(0, since + longest - Date.now())));
  };
  const body = (names: Iterable<string>): URLSearchParams => {
    const all = new FormData(form);
    const b = new URLSearchParams();
    for (const n of names) {
      const values = all.getAll(n);
      if (values.length === 0) b.append(n, ""); // an unticked box
      for (const v of values) if (typeof v === "string") b.append(n, v);
    }
    b.set("version", form.dataset.version ?? "");
    return b;
  };

  async function send(): Promise<void> {
    clearTimeout(timer);
    if (flying || held || changed.size === 0) return;
    let wait = pause;
    flying = new Set(changed);
    changed.clear();
    since = 0;
    tell("正在保存");
    try {
      const r = await fetch(form.dataset.autosave!, {
        method: "POST", body: body(flying), credentials: "same-origin", redirect: "manual",
        headers: { Accept: "application/json" }, signal: AbortSignal.timeout(20000),
      });
      if (r.type === "opaqueredirect" || r.status === 401) throw new Error("登录已过期。在新窗口登录后，这里会继续保存");
      const json = (r.headers.get("Content-Type") ?? "").includes("json");
      const a: Answer & { detail?: string; title?: string } = json ? await r.json() : { html: await r.text() };
      if (r.status === 409) conflict(a);
      else if (r.ok || (r.status === 422 && a.errors)) saved(a);
      else throw new Error(a.detail ?? a.title ?? "没有保存，稍后会再试");
    } catch (e) {
      for (const n of flying) changed.add(n);
      tell(e instanceof Error && /[\u4e00-\u9fff]/.test(e.message) ? e.message : "连接不上服务器，内容留在本页，会自动再试");
      form.dispatchEvent(new CustomEvent("autosave:failed", { bubbles: true }));
      wait = retry;
    }
    flying = null;
    if (changed.size > 0 && !held) later(wait);
  }

  const saved = (a: Answer): void => {
    if (a.version !== undefined) {
      form.dataset.version = String(a.version);
      const v = form.elements.namedItem("version");
      if (v instanceof HTMLInputElement) v.value = String(a.version);
    }
    for (const f of form.elements as unknown as Iterable<Field>) {
      const wrong = a.errors?.[f.name];
      if (wrong) f.setAttribute("aria-invalid", "true");
      else if (flying?.has(f.name)) f.removeAttribute("aria-invalid");
      const c = a.cells?.[f.name];
      if (!a.cells) continue;
      f.toggleAttribute("data-bad", !!c?.bad);
      f.title = wrong ?? c?.title ?? "";
      if (c?.records) f.dataset.records = c.records;
      if (c?.value !== undefined && document.activeElement !== f && !changed.has(f.name)) f.value = c.value;
    }
    for (const [id, html] of Object.entries(a.parts ?? {})) {
      const el = document.getElementById(id);
      if (el && !el.contains(document.activeElement)) el.innerHTML = html;
    }
    const wrong = Object.values(a.errors ?? {});
    tell(wrong.length ? wrong[0] : `已自动保存 ${a.saved ?? new Date().toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit" })}`);
    form.dispatchEvent(new CustomEvent("autosave:saved", { bubbles: true, detail: a }));
  };

  const conflict = (a: Answer): void => {
    held = true;
    for (const n of flying ?? []) changed.add(n);
    tell("别人刚改过这一页，看过两个版本再保存");
    const panel = document.getElementById("conflict");
    if (!panel) return;
    panel.innerHTML = a.html ?? "";
    panel.hidden = false;
    panel.tabIndex = -1;
    panel.focus();
    panel.addEventListener("click", (e) => {
      const b = (e.target as Element).closest<HTMLElement>("[data-keep]");
      if (!b) return;
      e.preventDefault();
      panel.hidden = true;
      held = false;
      if (b.dataset.keep === "theirs") {
        changed.clear();
        location.reload();
        return;
      }
      form.dataset.version = b.dataset.version ?? form.dataset.version;
      void send();
    });
  };

  form.addEventListener("input", touch);
  form.addEventListener("change", touch);
  form.addEventListener("focusout", () => later(200));
  form.addEventListener("submit", () => changed.clear()); // the form itself carries everything
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && void send());
  window.addEventListener("online", () => void send());
  window.addEventListener("beforeunload", (e) => {
    if (changed.size > 0 || flying) e.preventDefault();
  });
};

for (const f of document.querySelectorAll<HTMLFormElement>("form[data-autosave]")) start(f);
