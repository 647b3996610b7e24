/* The week as a sheet: totals while typing, arrow keys, rows that come and go. The page works without it. */
(() => {
  "use strict";

  const form = document.querySelector("form[data-week]");
  if (!form) return;
  const body = form.querySelector("[data-rows]");
  const closed = JSON.parse(form.dataset.closed || "{}");
  const MOST_ROWS = 40;

  /* As lib/money.py reads hours: 2,5 and 2.5 and 2:30. What is no hours counts for nothing. */
  const minutesOf = (text) => {
    const typed = text.trim();
    const clock = /^(\d{1,2}):([0-5]\d)$/.exec(typed);
    if (clock) return Number(clock[1]) * 60 + Number(clock[2]);
    return /^\d{1,6}([.,]\d{1,6})?$/.test(typed) ? Math.round(Number(typed.replace(",", ".")) * 60) : 0;
  };
  const written = (minutes) => String(Math.round((minutes / 60) * 100) / 100).replace(".", form.dataset.comma);

  const rows = () => [...body.querySelectorAll("tr[data-row]")];
  const boxes = (row) => [...row.querySelectorAll("td")].slice(0, 7).map((cell) => cell.querySelector("[data-day], [data-minutes]"));
  const worth = (box) => (box.dataset.minutes ? Number(box.dataset.minutes) : minutesOf(box.value));

  const add = () => {
    const sums = Array(7).fill(0);
    for (const row of rows()) {
      const minutes = boxes(row).map(worth);
      minutes.forEach((each, day) => (sums[day] += each));
      row.querySelector("[data-total]").textContent = written(minutes.reduce((one, two) => one + two, 0));
    }
    sums.forEach((sum, day) => (form.querySelector(`[data-sum="${day}"]`).textContent = written(sum)));
    form.querySelector('[data-sum="all"]').textContent = written(sums.reduce((one, two) => one + two, 0));
  };

  /* Days on which the chosen activity can't be logged are closed, with the reason; what was typed stays open. */
  const close = (row) => {
    const activity = row.querySelector("[name$='-activity']").value;
    for (const box of boxes(row)) {
      if (box.dataset.minutes) continue;
      const reason = (closed[activity] || {})[box.dataset.day] || "";
      box.readOnly = Boolean(reason) && !box.value.trim();
      box.title = reason;
    }
  };

  const addRow = () => {
    const all = rows();
    const last = all.filter((row) => row.querySelector("select")).pop();
    if (!last || all.length >= MOST_ROWS) return null;
    const key = String(Math.max(...all.map((row) => Number(row.dataset.row))) + 1);
    const row = last.cloneNode(true);
    const old = `r${last.dataset.row}-`;
    const numbered = (text, was, is) => text.replace(new RegExp(`(\\D)${was}$`), `$1${is}`);
    for (const extra of row.querySelectorAll("[name$='-entry'], .field__errors")) extra.remove();
    for (const shown of row.querySelectorAll("a[data-minutes]")) shown.remove();
    for (const each of row.querySelectorAll("*")) {
      for (const name of ["id", "name", "for"]) {
        const value = each.getAttribute(name);
        if (value) each.setAttribute(name, value.replace(old, `r${key}-`));
      }
      for (const name of ["aria-invalid", "aria-describedby"]) each.removeAttribute(name);
      if (each.matches("[data-day]")) each.setAttribute("aria-label", numbered(each.getAttribute("aria-label"), last.rowIndex, all.length + 1));
      if (each.matches("input:not([name='row'])")) each.value = "";
      if (each.matches("select")) each.value = "";
      if (each.matches("[data-drop-row]")) each.value = `drop-${key}`;
    }
    row.querySelector("[name='row']").value = key;
    row.dataset.row = key;
    body.append(row);
    close(row);
    return row;
  };
  form.addEventListener("week:add-row", addRow);

  form.addEventListener("click", (event) => {
    const adding = event.target.closest("[data-add-row]");
    const dropping = event.target.closest("[data-drop-row]");
    if (adding) {
      const row = addRow();
      if (!row) return;
      event.preventDefault();
      row.querySelector("select").focus();
    } else if (dropping && rows().length > 1) {
      event.preventDefault();
      const row = dropping.closest("tr");
      const next = row.nextElementSibling || row.previousElementSibling;
      row.remove();
      add();
      (next.querySelector("select, [data-day]") || form).focus();
      form.dispatchEvent(new Event("input", { bubbles: true }));
    }
  });
  form.addEventListener("input", (event) => {
    if (event.target.matches?.("select")) close(event.target.closest("tr"));
    add();
  });
  form.addEventListener("week:restored", () => {
    rows().forEach(close);
    add();
  });

  /* Enter and the arrows move as in a sheet; Ctrl and Enter save. */
  const go = (from, down, right) => {
    const all = rows();
    const at = boxes(from.closest("tr")).indexOf(from);
    for (let row = all.indexOf(from.closest("tr")) + down, day = at + right; all[row] && day >= 0 && day < 7; row += down, day += right) {
      const box = boxes(all[row])[day];
      if (box.matches("input")) {
        box.focus();
        box.select();
        return true;
      }
    }
    return false;
  };
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit(form.querySelector("[data-save]"));
      return;
    }
    const box = event.target.closest("input[data-day]");
    if (event.key === "Enter" && event.target.matches("input")) event.preventDefault();
    if (!box || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const atStart = box.selectionEnd === 0 || (box.selectionStart === 0 && box.selectionEnd === box.value.length);
    const atEnd = box.selectionStart === box.value.length || (box.selectionStart === 0 && box.selectionEnd === box.value.length);
    const moved =
      (event.key === "Enter" && go(box, 1, 0)) ||
      (event.key === "ArrowDown" && go(box, 1, 0)) ||
      (event.key === "ArrowUp" && go(box, -1, 0)) ||
      (event.key === "ArrowLeft" && atStart && go(box, 0, -1)) ||
      (event.key === "ArrowRight" && atEnd && go(box, 0, 1));
    if (moved) event.preventDefault();
  });
})();
