// 检索联想：titles that go on as typed, under the field. Keys and screen readers as the combobox pattern of WAI-ARIA has
// it; without this script one types and searches.
"use strict";
for (const form of document.querySelectorAll("form[data-suggest]")) {
  const field = form.querySelector("input[type=search]");
  const list = document.createElement("ul");
  const told = document.createElement("p");
  let waiting = 0;
  let asked = "";
  let chosen = -1;
  list.id = `${field.id}-suggested`;
  list.className = "suggestions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "检索联想");
  list.hidden = true;
  told.className = "unseen";
  told.setAttribute("role", "status");
  field.parentElement.append(list, told);
  field.setAttribute("role", "combobox");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", list.id);
  field.setAttribute("aria-expanded", "false");

  const mark = (index) => {
    chosen = index;
    [...list.children].forEach((line, at) => line.setAttribute("aria-selected", String(at === index)));
    if (index < 0) field.removeAttribute("aria-activedescendant");
    else {
      field.setAttribute("aria-activedescendant", list.children[index].id);
      list.children[index].scrollIntoView({ block: "nearest" });
    }
  };
  const close = () => {
    list.hidden = true;
    field.setAttribute("aria-expanded", "false");
    mark(-1);
  };
  const take = (title) => {
    clearTimeout(waiting);
    field.value = title;
    asked = title;
    close();
    form.requestSubmit();
  };
  const line = (title, at) => {
    const one = document.createElement("li");
    one.id = `${list.id}-${at}`;
    one.setAttribute("role", "option");
    one.setAttribute("aria-selected", "false");
    one.textContent = title;
    // Before the field loses its place.
    one.addEventListener("pointerdown", (event) => event.preventDefault());
    one.addEventListener("click", () => take(title));
    return one;
  };
  const show = (titles) => {
    list.replaceChildren(...titles.map(line));
    list.hidden = titles.length === 0;
    field.setAttribute("aria-expanded", String(titles.length > 0));
    told.textContent = titles.length ? `有${titles.length}条联想，按上下键选择。` : "";
    mark(-1);
  };
  const ask = async () => {
    const text = field.value.trim();
    if (text === asked) return;
    asked = text;
    if (!text) {
      show([]);
      return;
    }
    try {
      const answer = await fetch(`${form.dataset.suggest}?q=${encodeURIComponent(text)}`);
      if (answer.ok && text === asked && document.activeElement === field) show(await answer.json());
    } catch {
      // Without a connection one types on.
    }
  };
  const later = () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, 200);
  };
  // While characters are composed, nothing is typed yet.
  field.addEventListener("input", (event) => {
    if (!event.isComposing) later();
  });
  field.addEventListener("compositionend", later);
  field.addEventListener("blur", close);
  field.addEventListener("keydown", (event) => {
    const count = list.children.length;
    if (event.isComposing || !count) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      list.hidden = false;
      field.setAttribute("aria-expanded", "true");
      const step = event.key === "ArrowDown" ? 1 : -1;
      // Beyond either end is the field itself.
      mark(((chosen + 1 + step + count + 1) % (count + 1)) - 1);
    } else if (event.key === "Enter" && chosen >= 0 && !list.hidden) {
      event.preventDefault();
      take(list.children[chosen].textContent);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    }
  });
}
