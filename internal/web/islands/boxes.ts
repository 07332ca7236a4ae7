// Draws boxes on pictures of pages into a field of lines:
//   <textarea name="boxes">            one line a box: page:left,top,right,bottom in percent
//   <figure data-page="1"><img …>      a page; dragging on it adds a line
// Without the script the lines are typed; a grid on the page shows the percent.
const field = document.querySelector<HTMLTextAreaElement>('textarea[name="boxes"]');
const pages = [...document.querySelectorAll<HTMLElement>("[data-page]")];

const show = (): void => {
  for (const old of document.querySelectorAll("[data-page] > .box")) old.remove();
  for (const line of field!.value.split("\n")) {
    const m = /^\s*(\d+)\s*[:：]\s*([\d.]+)[,，]\s*([\d.]+)[,，]\s*([\d.]+)[,，]\s*([\d.]+)\s*$/.exec(line);
    const page = m && pages.find((p) => p.dataset.page === m[1]);
    if (!m || !page) continue;
    const [left, top, right, bottom] = m.slice(2).map(Number);
    const box = document.createElement("span");
    box.className = "box";
    Object.assign(box.style, { left: `${left}%`, top: `${top}%`, width: `${right - left}%`, height: `${bottom - top}%` });
    page.append(box);
  }
};

if (field) {
  for (const page of pages) {
    let from: [number, number] | undefined;
    const at = (e: PointerEvent): [number, number] => {
      const r = page.getBoundingClientRect();
      const share = (v: number, size: number): number => Math.round(Math.min(1, Math.max(0, v / size)) * 1000) / 10;
      return [share(e.clientX - r.left, r.width), share(e.clientY - r.top, r.height)];
    };
    page.addEventListener("pointerdown", (e) => {
      e.preventDefault();
      from = at(e);
    });
    document.addEventListener("pointerup", (e) => {
      if (!from) return;
      const [x, y] = at(e);
      const [left, top, right, bottom] = [Math.min(from[0], x), Math.min(from[1], y), Math.max(from[0], x), Math.max(from[1], y)];
      from = undefined;
      if (right - left < 0.5 || bottom - top < 0.5) return;
      field.value = `${field.value.trimEnd()}${field.value.trim() ? "\n" : ""}${page.dataset.page}:${left},${top},${right},${bottom}`;
      show();
    });
  }
  field.addEventListener("input", show);
  show();
}
