// 边写边提示：what is already public, while the content is typed. The same is shown on the next page without this script.
"use strict";
for (const form of document.querySelectorAll("form[data-suggest]")) {
  const area = form.querySelector("textarea");
  const live = form.querySelector(".live");
  let waiting = 0;
  let asked = "";
  // Numbers of papers and telephones are nothing to look for, and stay here.
  const plain = () => area.value.replace(/[0-9Xx@.-]{7,}/g, " ").trim().slice(0, 400);
  const item = (one) => {
    const line = document.createElement("li");
    const link = document.createElement("a");
    link.href = one.open;
    link.target = "_blank";
    link.rel = "noopener";
    link.textContent = one.title;
    const about = document.createElement("span");
    about.className = "quiet";
    about.textContent = `　${one.about}（新窗口打开）`;
    line.append(link, about);
    return line;
  };
  const show = ({ suggestions, hints }) => {
    const parts = [];
    if (suggestions.length) {
      const head = document.createElement("p");
      head.textContent = "已经公开的，看看有没有您要的：";
      const list = document.createElement("ul");
      list.append(...suggestions.map(item));
      parts.push(head, list);
    }
    if (hints.length) {
      const line = document.createElement("p");
      line.textContent = `提示：${hints.join("；")}。按“继续”后有说明。`;
      parts.push(line);
    }
    live.replaceChildren(...parts);
  };
  const ask = async () => {
    const text = plain();
    if (text === asked) return;
    asked = text;
    if ([...text].length < 4) {
      live.replaceChildren();
      return;
    }
    try {
      const answer = await fetch(form.dataset.suggest, { method: "POST", body: new URLSearchParams({ q: text }) });
      if (answer.ok && text === asked) show(await answer.json());
    } catch {
      // Without a connection one types on.
    }
  };
  area.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, 700);
  });
}
