// 打印、复制网址：buttons that need a script are shown by it. Without it the address stands there to be copied, and the
// browser prints.
"use strict";
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
for (const button of document.querySelectorAll("[data-copy]")) {
  const told = button.parentElement.querySelector("[role=status]");
  // Only where the browser lets a page write: over https.
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
      told.textContent = "已复制。";
    } catch {
      told.textContent = "没有复制成，请展开“二维码、网址”后选中网址复制。";
    }
  });
}
