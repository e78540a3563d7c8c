// 拖放文件、复制意见：both work without this script, by choosing files and by selecting text.
"use strict";
for (const zone of document.querySelectorAll("[data-drop]")) {
  const input = document.getElementById(zone.dataset.drop);
  const list = document.createElement("p");
  list.className = "chosen";
  list.setAttribute("role", "status");
  zone.append(list);
  zone.classList.add("ready");
  const show = () => {
    const names = Array.from(input.files, (file) => file.name);
    list.textContent = names.length ? `已选 ${names.length} 份：${names.slice(0, 5).join("、")}${names.length > 5 ? " 等" : ""}` : "";
  };
  input.addEventListener("change", show);
  zone.addEventListener("dragover", (event) => {
    event.preventDefault();
    zone.classList.add("over");
  });
  zone.addEventListener("dragleave", () => zone.classList.remove("over"));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    zone.classList.remove("over");
    if (event.dataTransfer.files.length) {
      input.files = event.dataTransfer.files;
      show();
    }
  });
}
for (const form of document.querySelectorAll("form.check-form")) {
  const button = form.querySelector("button.main");
  const usual = button.textContent;
  form.addEventListener("submit", () => {
    button.textContent = "正在核对，请稍候";
  });
  window.addEventListener("pageshow", () => {
    button.textContent = usual;
  });
}
for (const area of document.querySelectorAll("textarea[data-copy]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "secondary";
  button.textContent = "复制全部意见";
  const said = document.createElement("span");
  said.setAttribute("role", "status");
  area.after(button, said);
  button.addEventListener("click", async () => {
    area.select();
    try {
      await navigator.clipboard.writeText(area.value);
    } catch {
      document.execCommand("copy");
    }
    said.textContent = " 已复制";
  });
}
