/* What is typed in a form with data-keep="<person>" is kept on this computer until it is sent: for a lost connection.
   It is bound to the person: whoever logs in next finds nothing of it, and logging out clears it. */
(() => {
  "use strict";

  const person = document.currentScript.dataset.person;
  const words = document.currentScript.dataset;
  const PREFIX = "drieluik:typed:";
  const DAY = 24 * 60 * 60 * 1000;
  const NEVER = new Set(["csrfmiddlewaretoken", "acting_as"]);
  const mine = `${PREFIX}${person}:`;

  const storage = (() => {
    try {
      localStorage.setItem(`${PREFIX}try`, "1");
      localStorage.removeItem(`${PREFIX}try`);
      return localStorage;
    } catch {
      return null; // closed by the browser's settings: then nothing is kept
    }
  })();
  if (!storage) return;

  const keys = () => Object.keys(storage).filter((key) => key.startsWith(PREFIX));
  const read = (key) => {
    try {
      return JSON.parse(storage.getItem(key));
    } catch {
      return null;
    }
  };
  const forget = (key) => storage.removeItem(key);

  /* Another person's, and what is older than a day. */
  for (const key of keys()) {
    const kept = read(key);
    if (!key.startsWith(mine) || !kept || Date.now() - kept.at > DAY) forget(key);
  }
  document.addEventListener("submit", (event) => {
    if (event.target.matches('form[action$="/logout/"]')) keys().forEach(forget);
  });
  /* What was sent and is said to have been done, is typed no more. */
  if (document.querySelector(".messages .alert--success")) {
    for (const key of keys()) if (read(key)?.sent) forget(key);
  }

  const form = document.querySelector(`form[data-keep="${person}"]`);
  if (!form) return;
  const key = mine + location.pathname + location.search;

  const values = () => [...new FormData(form)].filter(([name, value]) => !NEVER.has(name) && typeof value === "string");
  const keep = (changes) => storage.setItem(key, JSON.stringify({ at: Date.now(), values: values(), ...changes }));

  const put = (name, found) => {
    for (const field of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
      if (field.type === "submit" || field.name === "row") continue;
      if (field.type === "checkbox" || field.type === "radio") {
        field.checked = found.includes(field.value);
        if (field.checked) field.closest("details")?.setAttribute("open", "");
      } else if (found.length) field.value = found[0];
    }
  };
  const entriesIn = (pairs) => pairs.filter(([name]) => name.endsWith("-entry")).map(([, value]) => value.split(".")[0]);
  /* Rows of a week find their own row again by the entries in them; new ones get an empty row. */
  const fillRow = (pairs, taken) => {
    const rows = () => [...form.querySelectorAll("tr[data-row]")].filter((row) => !taken.has(row));
    const held = (row) => [...row.querySelectorAll("[name$='-entry']")].map((field) => field.value.split(".")[0]);
    const wanted = entriesIn(pairs);
    const own = () => rows().find((row) => (wanted.length ? held(row).some((id) => wanted.includes(id)) : !held(row).length));
    if (!own()) form.dispatchEvent(new Event("week:add-row"));
    const row = own() || rows().find((each) => !held(each).length);
    if (!row) return;
    taken.add(row);
    for (const [name, value] of pairs) put(name.replace(/^r\d+-/, `r${row.dataset.row}-`), [value]);
  };
  const fill = (kept) => {
    const plain = kept.filter(([name]) => name !== "row" && !/^r\d+-/.test(name));
    const ticked = [...form.querySelectorAll("[type='checkbox'][name], [type='radio'][name]")].map((field) => field.name);
    for (const name of new Set([...plain.map(([each]) => each), ...ticked])) {
      put(name, plain.filter(([each]) => each === name).map(([, value]) => value));
    }
    const taken = new Set();
    for (const [, number] of kept.filter(([name]) => name === "row")) {
      fillRow(kept.filter(([name]) => name.startsWith(`r${number}-`)), taken);
    }
    form.dispatchEvent(new Event("week:restored"));
    form.dispatchEvent(new Event("input", { bubbles: true }));
  };

  const notice = (kind, text, button) => {
    const box = document.createElement("div");
    const inside = document.createElement("div");
    const line = document.createElement("p");
    box.className = `alert alert--${kind}`;
    box.setAttribute("role", kind === "error" ? "alert" : "status");
    box.tabIndex = -1;
    line.textContent = text;
    inside.append(line);
    if (button) inside.append(button);
    box.append(inside);
    form.querySelector("[data-kept]")?.remove();
    box.dataset.kept = "";
    form.prepend(box);
    return box;
  };

  const start = () => {
    const kept = read(key);
    if (kept && "bound" in form.dataset) keep({}); // what came back with errors is newer
    else if (kept) {
      fill(kept.values);
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button button--quiet button--small";
      button.textContent = words.drop;
      button.addEventListener("click", () => {
        forget(key);
        location.reload();
      });
      notice("warning", words.restored, button);
    }
    form.addEventListener("input", () => keep({}));
  };

  /* Before it goes out: is anybody there? A page that can't be reached would take the form's place. */
  const reachable = async () => {
    if (!navigator.onLine) return false;
    try {
      await fetch(document.querySelector("link[rel='icon']").href, { method: "HEAD", cache: "no-store", signal: AbortSignal.timeout(8000) });
      return true;
    } catch {
      return false;
    }
  };
  let going = false;
  let asking = false;
  form.addEventListener("submit", async (event) => {
    if (going) {
      going = false;
      return;
    }
    event.preventDefault();
    if (asking) return;
    asking = true;
    keep({});
    const there = await reachable();
    asking = false;
    if (!there) {
      notice("error", words.offline).focus();
      return;
    }
    keep({ sent: true });
    going = true;
    form.requestSubmit(event.submitter || undefined);
  });

  /* After the other scripts of the page, which add rows. */
  if (document.readyState === "complete") start();
  else document.addEventListener("DOMContentLoaded", start);
})();
