/* What the pages gain when scripts run; everything works without. No inline code, nothing from elsewhere. */
(() => {
  "use strict";

  const setOpen = (button, target, open) => {
    button.setAttribute("aria-expanded", String(open));
    target.classList.toggle("is-open", open);
  };

  /* A button with data-toggle="id" opens and closes that element; Escape closes it again. */
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-toggle]");
    const target = button && document.getElementById(button.dataset.toggle);
    if (target) setOpen(button, target, button.getAttribute("aria-expanded") !== "true");
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const button of document.querySelectorAll('[data-toggle][aria-expanded="true"]')) {
      const target = document.getElementById(button.dataset.toggle);
      if (!target || !(target.contains(event.target) || button === event.target)) continue;
      setOpen(button, target, false);
      button.focus();
    }
  });

  /* Tick all rows, and say how many are ticked. */
  const rowsOf = (form, name) => [...form.querySelectorAll(`input[type="checkbox"][name="${name}"]:not(:disabled)`)];
  const countRows = (form) => {
    const all = form.querySelector("[data-select-all]");
    const place = form.querySelector("[data-bulk-count]");
    if (!all) return;
    const rows = rowsOf(form, all.dataset.selectAll);
    const ticked = rows.filter((row) => row.checked).length;
    all.checked = rows.length > 0 && ticked === rows.length;
    all.indeterminate = ticked > 0 && ticked < rows.length;
    if (!place) return;
    const words = ticked === 0 ? place.dataset.none : ticked === 1 ? place.dataset.one : place.dataset.many;
    place.textContent = words.replace("{count}", String(ticked));
  };
  document.addEventListener("change", (event) => {
    const form = event.target.form;
    if (!form || event.target.type !== "checkbox") return;
    if (event.target.dataset.selectAll) {
      for (const row of rowsOf(form, event.target.dataset.selectAll)) row.checked = event.target.checked;
    }
    countRows(form);
  });

  /* A form goes out once. The button keeps its name and value, and works again when the page is shown again. */
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "1";
    for (const button of form.querySelectorAll('button:not([type="button"])')) button.setAttribute("aria-disabled", "true");
    window.setTimeout(() => release(form), 8000);
  });
  const release = (form) => {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll("button[aria-disabled]")) button.removeAttribute("aria-disabled");
  };
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) release(form);
  });

  /* A box that scrolls can be reached with the keyboard; one that does not is no stop on the way. */
  const markScroll = (box) => {
    const table = box.querySelector("table") || box;
    const fits = table.offsetWidth <= box.clientWidth + 1;
    box.classList.toggle("is-fitting", fits);
    if (fits) box.removeAttribute("tabindex");
    else box.tabIndex = 0;
  };
  /* A password can be shown: the input brings the words for the button. */
  const addReveal = (input) => {
    const button = document.createElement("button");
    const show = (on) => {
      input.type = on ? "text" : "password";
      button.textContent = on ? input.dataset.conceal : input.dataset.reveal;
    };
    button.type = "button";
    button.className = "link-button";
    button.setAttribute("aria-controls", input.id);
    button.addEventListener("click", () => show(input.type === "password"));
    input.form.addEventListener("submit", () => show(false));
    input.after(button);
    show(false);
  };

  const prepare = (root) => {
    for (const input of root.querySelectorAll('input[type="password"][data-reveal]')) addReveal(input);
    for (const box of root.querySelectorAll("[data-scroll]")) {
      markScroll(box);
      new ResizeObserver(() => markScroll(box)).observe(box);
    }
    for (const all of root.querySelectorAll("[data-select-all]")) if (all.form) countRows(all.form);
  };

  const start = () => {
    prepare(document);
    const problem = document.querySelector("[data-focus]");
    if (problem) problem.focus();
  };
  document.addEventListener("htmx:afterSettle", (event) => prepare(event.target));
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
