/* Answering a survey: what is typed is saved while typing, and `none` and outcomes exclude one another at once.
   Without scripts every button saves, and the portal says what excludes what. */
(() => {
  "use strict";

  const form = document.querySelector("form[data-survey]");
  if (!form) return;
  const place = form.querySelector("[data-saved]");
  const madeOn = form.elements.made_on;
  const QUIET = 800;
  const AGAIN = 5000;
  let timer = null;
  let busy = false;
  let dirty = false;
  let stopped = false;
  let unreachable = false;
  let current = Promise.resolve();
  let going = false;

  const say = (text) => {
    if (place.textContent !== text) place.textContent = text;
  };
  const later = (wait) => {
    clearTimeout(timer);
    timer = setTimeout(() => save(), wait);
  };

  /* A save that is under way is waited for: the next one is made on what it leaves behind. */
  const save = () => {
    if (stopped || !dirty) return;
    if (busy) {
      later(QUIET);
      return;
    }
    current = post();
  };
  const post = async () => {
    busy = true;
    dirty = false;
    try {
      const answer = await fetch(form.dataset.survey, { method: "POST", body: new FormData(form), keepalive: true, signal: AbortSignal.timeout(8000) });
      unreachable = false;
      const told = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : null;
      if (answer.ok && told) {
        madeOn.value = told.made_on;
        say(told.said);
      } else {
        stopped = true; // another screen was there, or the survey closed: the next button tells what to do
        if (told) say(told.said);
      }
    } catch {
      dirty = true;
      unreachable = true;
      say(form.dataset.offline);
      later(AGAIN);
    } finally {
      busy = false;
    }
  };

  const exclude = (event) => {
    const tick = event.target;
    if (tick.name !== "ticked" || !tick.checked) return;
    for (const other of form.querySelectorAll("input[name='ticked']")) {
      if (other !== tick && (tick.value === "none" || other.value === "none")) other.checked = false;
    }
  };
  const tickOther = (event) => {
    const other = form.querySelector("input[name='ticked'][value='other']");
    if (!other || !event.target.name?.endsWith(".other.text") || !event.target.value.trim() || other.checked) return;
    other.checked = true;
    exclude({ target: other });
  };

  form.addEventListener("change", exclude);
  form.addEventListener("input", (event) => {
    tickOther(event);
    dirty = true;
    later(QUIET);
  });
  form.addEventListener("change", () => {
    dirty = true;
    later(0);
  });
  /* Leaving the page by whatever way: what is left goes along. A button saves by itself. */
  form.addEventListener("submit", async (event) => {
    if (going) return;
    event.preventDefault();
    clearTimeout(timer);
    await current;
    await new Promise((done) => setTimeout(done)); // a form can't be sent from within its own event
    if (unreachable) await (current = post());
    if (unreachable) {
      place.scrollIntoView({ block: "center" });
      return;
    }
    stopped = true;
    going = true;
    form.requestSubmit(event.submitter || undefined);
    going = false;
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload(); // a page from the browser's memory may be older than what was saved
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") save();
  });
})();
