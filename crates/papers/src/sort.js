document.querySelectorAll("table.sortable").forEach((table) => {
  const head = table.tHead.rows[table.tHead.rows.length - 1];
  const key = (row, column) => {
    const text = row.cells[column].textContent.trim();
    const number = Number(text.replace(/[,％%]/g, ""));
    return text !== "" && !Number.isNaN(number) ? number : text;
  };
  const order = (left, right) =>
    typeof left === "number" && typeof right === "number"
      ? left - right
      : String(left).localeCompare(String(right), "zh-CN");
  [...head.cells].forEach((header, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...header.childNodes);
    header.append(button);
    button.addEventListener("click", () => {
      const down = header.getAttribute("aria-sort") === "ascending";
      [...head.cells].forEach((cell) => cell.removeAttribute("aria-sort"));
      header.setAttribute("aria-sort", down ? "descending" : "ascending");
      const rows = [...table.tBodies[0].rows];
      rows.sort((a, b) => (down ? -1 : 1) * order(key(a, column), key(b, column)));
      table.tBodies[0].append(...rows);
    });
  });
});
