// Adds and uses passkeys. A button with data-passkey names what it does
// ("create" or "get") and data-base the address it speaks to; the element named
// by data-says tells how it went. Without this script, or without a browser
// that knows passkeys, the page's other way stays.
(() => {
  const able = window.PublicKeyCredential && PublicKeyCredential.parseCreationOptionsFromJSON;
  const send = async (url, body) => {
    const r = await fetch(url, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
    const answer = await r.json();
    if (!r.ok) throw new Error(answer.message || "没有完成，稍后再试");
    return answer;
  };
  for (const button of document.querySelectorAll("[data-passkey]")) {
    const says = document.getElementById(button.dataset.says);
    if (!able) {
      says.textContent = "这个浏览器不支持通行密钥，换用新版浏览器或动态码。";
      continue;
    }
    button.hidden = false;
    button.addEventListener("click", async () => {
      button.disabled = true;
      says.textContent = "按浏览器的提示操作。";
      try {
        const create = button.dataset.passkey === "create";
        const o = await send(button.dataset.base + "/options", {});
        const credential = create
          ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(o.publicKey) })
          : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(o.publicKey) });
        const label = create ? (document.getElementById("passkey-label")?.value ?? "") : "";
        const { next } = await send(button.dataset.base, { label, credential: credential.toJSON() });
        location.assign(next);
      } catch (e) {
        says.textContent = e.name === "NotAllowedError" ? "没有完成验证，可以再试一次。" : e.message;
        button.disabled = false;
      }
    });
  }
})();
