// Reads a page's text aloud: <button data-readaloud="#article" hidden>朗读</button>.
// The button stays hidden where the machine has no Chinese voice.
const speech = window.speechSynthesis;

const pieces = (text: string): string[] =>
  (text.match(/[^。！？；\n]+[。！？；\n]*/g) ?? []).map((s) => s.trim()).filter(Boolean);

const start = (): void => {
  const voice = speech.getVoices().find((v) => /^zh\b/i.test(v.lang.replace("_", "-")));
  if (!voice) return;
  for (const b of document.querySelectorAll<HTMLButtonElement>("[data-readaloud][hidden]")) {
    b.hidden = false;
    const label = b.textContent ?? "朗读";
    const stop = (): void => {
      speech.cancel();
      b.setAttribute("aria-pressed", "false");
      b.textContent = label;
    };
    b.addEventListener("click", () => {
      if (b.getAttribute("aria-pressed") === "true") return stop();
      speech.cancel();
      const text = pieces((document.querySelector<HTMLElement>(b.dataset.readaloud!) ?? document.body).innerText);
      text.forEach((t, i) => {
        const u = new SpeechSynthesisUtterance(t);
        u.voice = voice;
        u.lang = voice.lang;
        u.rate = 0.95;
        if (i === text.length - 1) u.onend = stop;
        speech.speak(u);
      });
      b.setAttribute("aria-pressed", "true");
      b.textContent = "停止朗读";
    });
  }
};

if (speech) {
  speech.addEventListener("voiceschanged", start);
  start();
  window.addEventListener("pagehide", () => speech.cancel());
}
