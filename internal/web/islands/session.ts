// Tells two minutes before a session ends, and keeps it for who goes on. Windows of
// one browser share a session: the latest of them counts.
//
//   <body data-session-left="1800">   seconds, as the page was sent
//
// Answers to fetch are told by the event session:left (detail: seconds). Loaded with
// every page of the console.
const place = "yangguang.session.until";
const warn = 120_000;

let until = 0;
let timer = 0;
let bar: HTMLElement | undefined;

const latest = (): number => {
  try {
    return Math.max(until, Number(localStorage.getItem(place)) || 0);
  } catch {
    return until;
  }
};
const take = (seconds: string | null | undefined): void => {
  const n = Number(seconds);
  if (!n) return;
  until = Date.now() + n * 1000;
  try {
    localStorage.setItem(place, String(until));
  } catch {
    /* only this window knows */
  }
  bar?.remove();
  bar = undefined;
  wait();
};
const wait = (): void => {
  clearTimeout(timer);
  const left = latest() - Date.now();
  timer = window.setTimeout(left > warn ? look : say, Math.max(0, Math.min(left - warn, 2_000_000_000)));
};
const look = (): void => (latest() - Date.now() > warn + 1000 ? wait() : say());
const alive = async (): Promise<void> => {
  const root = location.pathname.slice(0, Math.max(0, location.pathname.indexOf("/console")));
  const r = await fetch(`${root}/console/drafts/alive`, { credentials: "same-origin", redirect: "manual", headers: { Accept: "application/json" } });
  if (r.ok) take(r.headers.get("X-Session-Left"));
  else if (bar) bar.firstChild!.textContent = "已经退出。填写的内容已保留，重新登录后还在。";
};
const say = (): void => {
  if (bar) return;
  bar = document.createElement("div");
  bar.className = "leaving";
  bar.setAttribute("role", "alert");
  const text = document.createElement("span");
  text.textContent = "还有 2 分钟退出，填写的内容会保留。";
  const stay = Object.assign(document.createElement("button"), { className: "btn", type: "button", textContent: "继续填写" });
  stay.addEventListener("click", () => void alive());
  bar.append(text, stay);
  document.body.append(bar);
  window.setTimeout(() => {
    if (bar && latest() <= Date.now()) text.textContent = "已经退出。填写的内容已保留，重新登录后还在。";
    else if (bar) take(String(Math.round((latest() - Date.now()) / 1000)));
  }, warn + 1500);
};

document.addEventListener("session:left", (e) => take((e as CustomEvent<string>).detail));
take(document.body.dataset.sessionLeft);
