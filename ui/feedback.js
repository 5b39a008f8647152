// Thumbs under an answer: one request each, then a line for the reason.
(() => {
  "use strict";

  const KEY = "onrecord-feedback";
  const MOST = 300; // answers whose thumbs this browser remembers
  const given = kept(); // the answer -> { id, verdict, reason }

  function kept() {
    try {
      return new Map(JSON.parse(localStorage.getItem(KEY) ?? "[]"));
    } catch {
      return new Map(); // storage is switched off, or holds something else
    }
  }

  function keep() {
    try {
      localStorage.setItem(KEY, JSON.stringify([...given].slice(-MOST)));
    } catch {
      // It holds for this page then.
    }
  }

  // An answer by a number made of all that its thumbs carry (FNV-1a): its words are not kept here.
  const numbers = new Map();
  function answerOf(box) {
    const { answer } = box.dataset;
    if (!numbers.has(answer)) {
      let sum = 14695981039346656037n;
      for (const letter of answer) sum = BigInt.asUintN(64, (sum ^ BigInt(letter.codePointAt(0))) * 1099511628211n);
      numbers.set(answer, String(sum));
    }
    return numbers.get(answer);
  }

  async function give(box, verdict, reason) {
    const kept = JSON.parse(box.dataset.answer);
    const { question, ...answer } = kept;
    const former = given.get(answerOf(box));
    const body = JSON.stringify({ id: former?.id ?? null, verdict, reason, turns: turns(box, question), ...answer });
    let told;
    try {
      const response = await fetch("/onrecord/feedback", { method: "POST", headers: { "Content-Type": "application/json" }, body });
      const { id } = response.ok ? await response.json() : {};
      told = Boolean(id);
      if (id) given.set(answerOf(box), { id, verdict, reason });
      keep();
    } catch {
      told = false;
    }
    show();
    const note = box.querySelector(".feedback-note");
    if (note) note.textContent = told ? (reason ? "Kept with your reason." : "Kept. Thank you.") : "This could not be kept; OnRecord does not answer.";
    if (told && !reason) box.querySelector(".reason input")?.focus({ preventScroll: true });
  }

  // The reader's words so far: the questions above this one that got an answer.
  function turns(box, question) {
    const own = box.closest(".turn");
    const above = [...document.querySelectorAll("#conversation .turn")];
    const earlier = above.slice(0, Math.max(above.indexOf(own), 0)).filter((turn) => turn.dataset.state !== "failed");
    return [...earlier.map((turn) => turn.querySelector(".question")?.textContent ?? ""), question].slice(-50);
  }

  function reasonLine(box) {
    const form = document.createElement("form");
    form.className = "reason";
    const input = form.appendChild(document.createElement("input"));
    input.type = "text";
    input.maxLength = 2000;
    input.placeholder = "Why? (if you like)";
    input.setAttribute("aria-label", "The reason, if you like");
    const button = form.appendChild(document.createElement("button"));
    button.textContent = "Send";
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const former = given.get(answerOf(box));
      if (former && input.value.trim()) give(box, former.verdict, input.value.trim());
    });
    return form;
  }

  // The server may draw an answer anew: put back what was given.
  function show() {
    for (const box of document.querySelectorAll(".feedback")) {
      const own = given.get(answerOf(box));
      for (const thumb of box.querySelectorAll(".thumb")) {
        const pressed = String(own?.verdict === thumb.dataset.verdict);
        if (thumb.getAttribute("aria-pressed") !== pressed) thumb.setAttribute("aria-pressed", pressed);
      }
      const line = box.querySelector(".reason");
      if (own && !own.reason && !line) box.append(reasonLine(box));
      if (own?.reason && line) line.remove();
    }
  }

  document.addEventListener("click", (event) => {
    const thumb = event.target.closest?.(".feedback .thumb");
    if (!thumb) return;
    const box = thumb.closest(".feedback");
    const former = given.get(answerOf(box));
    if (former?.verdict !== thumb.dataset.verdict) give(box, thumb.dataset.verdict, former?.reason ?? "");
  });

  function start() {
    new MutationObserver(show).observe(document.body, { childList: true, subtree: true });
    show();
  }
  document.readyState === "loading" ? document.addEventListener("DOMContentLoaded", start) : start();
})();
