// 边填边核对：what the server finds wrong in a field is told when it is left. Without this script the button tells it.
"use strict";
for (const form of document.querySelectorAll("form[data-precheck]")) {
  const tell = (input, message) => {
    const id = `${input.id}-error`;
    let place = document.getElementById(id);
    input.toggleAttribute("aria-invalid", Boolean(message));
    if (message) input.setAttribute("aria-invalid", "true");
    const described = new Set((input.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean));
    if (!message) {
      place?.remove();
      described.delete(id);
    } else {
      if (!place) {
        place = document.createElement("span");
        place.className = "wrong";
        place.id = id;
        place.setAttribute("role", "status");
        input.before(place);
      }
      place.textContent = message;
      described.add(id);
    }
    if (described.size) input.setAttribute("aria-describedby", [...described].join(" "));
    else input.removeAttribute("aria-describedby");
  };
  form.noValidate = true;
  form.addEventListener("change", async ({ target }) => {
    if (!target.name) return;
    const value = target.value;
    try {
      const body = new URLSearchParams({ field: target.name, value });
      const answer = await fetch(form.dataset.precheck, { method: "POST", body });
      if (answer.ok && target.value === value) tell(target, (await answer.json()).error);
    } catch {
      // Without a connection one fills in on; the button asks again.
    }
  });
}
