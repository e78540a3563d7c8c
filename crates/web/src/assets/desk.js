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

// 起草时的检查：what the server finds in the title, the overview and the text is listed; a click selects it, another masks it.
const scanned = document.querySelector("form[data-scan]");
if (scanned) {
  const list = scanned.querySelector("[data-scan-list]");
  const fields = ["title", "overview", "body"].map((name) => scanned.elements[name]).filter(Boolean);
  const found = new Map();
  const label = (field) => scanned.querySelector(`label[for="${CSS.escape(field.id)}"]`)?.textContent.trim() ?? field.name;
  // Places are counted in characters; a field counts in halves of some.
  const units = (field, at) => Array.from(field.value).slice(0, at).join("").length;

  function select(field, one) {
    field.focus();
    field.setSelectionRange(units(field, one.start), units(field, one.end));
  }

  function replace(field, one) {
    field.setRangeText(one.instead, units(field, one.start), units(field, one.end), "end");
    found.delete(field);
    draw();
    look(field);
  }

  function button(words, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = words;
    made.addEventListener("click", act);
    return made;
  }

  function draw() {
    const items = [];
    for (const [field, all] of found) {
      for (const one of all) {
        const item = document.createElement("li");
        item.className = one.severity;
        const words = document.createElement("span");
        words.textContent = `${label(field)}：${one.message}`;
        item.append(words, " ", button("查看位置", () => select(field, one)));
        if (one.instead !== null) {
          item.append(" ", button(one.severity === "mask" ? "遮盖" : `改为“${one.instead}”`, () => replace(field, one)));
        }
        items.push(item);
      }
    }
    const title = document.createElement("p");
    title.textContent = items.length === 0 ? "" : `检查发现 ${items.length} 处，请核对：`;
    const all = document.createElement("ul");
    all.append(...items);
    list.replaceChildren(...(items.length === 0 ? [] : [title, all]));
  }

  async function look(field) {
    const text = field.value;
    try {
      const answer = await fetch("/desk/scan", { method: "POST", body: new URLSearchParams({ text }) });
      if (field.value !== text) return;
      const nothing = { start: 0, end: 0, severity: "stop", message: "没有检查，请缩短后再试，或者放进附件。", instead: null };
      found.set(field, answer.ok ? await answer.json() : [nothing]);
      draw();
    } catch {
      // Without the network the text is looked through when it is sent.
    }
  }

  for (const field of fields) {
    let waiting;
    field.addEventListener("input", () => {
      // Places in a text that changed are no longer where they were.
      found.delete(field);
      draw();
      clearTimeout(waiting);
      waiting = setTimeout(() => look(field), 600);
    });
    if (field.value) look(field);
  }
}
