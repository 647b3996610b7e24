/* Buttons that fill in a field (data-fill="id" data-value="…"). Without scripts they are not shown. */
(() => {
  "use strict";

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
