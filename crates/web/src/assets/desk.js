// 工作台的快捷键：everything works without them.
//   /  查找    j、k  上一件、下一件    Enter  打开    n  登记    1–9  现在可以办理的各步    ?  说明
"use strict";

const rows = [...document.querySelectorAll("table[data-rows] tbody tr")];
let at = -1;

function mark(next) {
  if (rows.length === 0) return;
  if (at >= 0) rows[at].classList.remove("at");
  at = Math.max(0, Math.min(rows.length - 1, next));
  rows[at].classList.add("at");
  const link = rows[at].querySelector("a");
  if (link) link.focus();
}

function follow(key) {
  const link = document.querySelector(`a[data-key="${CSS.escape(key)}"]`);
  if (link) link.click();
  return link !== null;
}

function help() {
  const old = document.querySelector("dialog.keys");
  if (old) {
    old.remove();
    return;
  }
  const dialog = document.createElement("dialog");
  dialog.className = "keys";
  const list = [["/", "查找"], ["j", "下一件"], ["k", "上一件"], ["Enter", "打开"], ["n", "登记申请"],
    ["1–9", "现在可以办理的各步"], ["?", "关闭说明"]];
  const title = document.createElement("h2");
  title.textContent = "快捷键";
  const keys = document.createElement("dl");
  for (const [key, what] of list) {
    const [dt, dd] = [document.createElement("dt"), document.createElement("dd")];
    dt.textContent = key;
    dd.textContent = what;
    keys.append(dt, dd);
  }
  dialog.append(title, keys);
  document.body.append(dialog);
  dialog.showModal();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const typing = event.target.closest("input, textarea, select");
  if (typing) {
    if (event.key === "Escape") typing.blur();
    return;
  }
  if (event.key === "j") mark(at + 1);
  else if (event.key === "k") mark(at - 1);
  else if (event.key === "?") help();
  else if (event.key === "/") {
    const find = document.querySelector("[data-find]");
    if (!find) return;
    find.focus();
  } else if (!follow(event.key)) return;
  event.preventDefault();
});

// 区分处理：words selected in the document go into the list of what is struck.
const units = document.querySelector("[data-units]");
const text = document.querySelector("textarea#text");
if (units && text) {
  units.addEventListener("mouseup", () => {
    const chosen = String(window.getSelection()).trim();
    if (chosen && !chosen.includes("\n")) {
      const lines = text.value.split("\n").filter((line) => line.trim());
      if (!lines.includes(chosen)) text.value = [...lines, chosen].join("\n");
    }
  });
}
