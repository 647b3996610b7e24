/* Buttons that fill in a field (data-fill="id" data-value="…"). Without scripts they are not shown. */
(() => {
  "use strict";

  /* A long list of boxes to tick gets a field to search in. Ticked ones stay in sight. */
  for (const box of document.querySelectorAll("[data-filtered]")) {
    const choices = [...box.querySelectorAll(".choices label")];
    if (choices.length < 9) continue;
    const field = document.createElement("input");
    field.type = "search";
    field.setAttribute("aria-label", box.dataset.filtered);
    field.placeholder = box.dataset.filtered;
    field.addEventListener("input", (event) => {
      event.stopPropagation();
      const wanted = field.value.trim().toLowerCase();
      for (const each of choices) {
        each.hidden = !each.textContent.toLowerCase().includes(wanted) && !each.querySelector("input").checked;
      }
    });
    box.querySelector(".choices").before(field);
  }
  for (const group of document.querySelectorAll("[data-needs-script]")) group.hidden = false;
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-fill]");
    const field = button && document.getElementById(button.dataset.fill);
    if (!field) return;
    field.value = button.dataset.value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  });
})();
