// 触摸屏：goes back to the start when nobody touches it, and shows nothing of who was here before.
"use strict";
{
  const mark = document.documentElement.dataset.kiosk;
  const before = history.state && history.state.kiosk;
  if (before && before !== mark) location.replace("/kiosk");
  else history.replaceState({ kiosk: mark }, "");
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });

  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => print());
  }

  const still = document.querySelector("dialog.still");
  if (still) {
    const WARNED = 20;
    const left = still.querySelector("[data-left]");
    const idle = Number(still.dataset.idle);
    let touched = Date.now();
    const touch = () => {
      touched = Date.now();
      if (still.open) still.close();
    };
    for (const kind of ["pointerdown", "keydown", "input", "scroll"]) addEventListener(kind, touch, { passive: true, capture: true });
    setInterval(() => {
      const rest = Math.ceil(idle - (Date.now() - touched) / 1000);
      if (rest <= 0) document.querySelector("form.end").requestSubmit();
      else if (rest <= WARNED) {
        left.textContent = String(rest);
        if (!still.open) still.showModal();
      }
    }, 1000);
  }
}
