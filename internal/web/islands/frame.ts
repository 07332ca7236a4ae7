// Loaded on every page of the portal, which works without it: the menu of narrow
// windows as a button, and printing.
//
//   a.menu[href="#menu"]     opens the navigation; with scripts it tells whether it
//                            is open, closes it again, and Esc gives the focus back
//   data-print               button: prints the page; hidden without scripts
const menu = document.querySelector<HTMLAnchorElement>(".brand .menu");
const open = (): boolean => location.hash === "#menu";

if (menu) {
  const tell = (): void => menu.setAttribute("aria-expanded", String(open()));
  menu.setAttribute("role", "button");
  menu.setAttribute("aria-controls", "menu");
  tell();
  // The address is changed by the browser, for only then :target follows it.
  const shut = (): void => {
    location.hash = "top";
    menu.focus();
  };
  menu.addEventListener("click", (e) => {
    if (!open()) return;
    e.preventDefault();
    shut();
  });
  menu.addEventListener("keydown", (e) => {
    if (e.key !== " ") return; // a button answers to the space bar too
    e.preventDefault();
    menu.click();
  });
  document.addEventListener("keydown", (e) => {
    if (e.key === "Escape" && open()) shut();
  });
  addEventListener("hashchange", () => {
    tell();
    if (open()) document.querySelector<HTMLElement>("#menu a")?.focus();
  });
}

for (const b of document.querySelectorAll<HTMLElement>("[data-print]")) {
  b.hidden = false;
  b.addEventListener("click", () => print());
}
