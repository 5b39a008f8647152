// What the page does by itself: the open citation, the keyboard, the quotation under the pointer,
// scrolling and announcements. The server renders; nothing here builds HTML from text.
(() => {
  "use strict";

  const LINKS = "a[data-article]";
  const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
  const narrow = () => matchMedia("(max-width: 1099px)").matches;
  const byId = (id) => document.getElementById(id);
  const keyOf = (link) => `${link.dataset.article}:${link.dataset.start}-${link.dataset.end}`;

  let openKey = null; // the place shown in the source panel
  let opener = null; // the link that opened it
  let focusPanel = false; // whether the panel takes the focus once it is there
  let lateTimer = 0;
  const LATE = 1500; // milliseconds after which an article that has not come is asked for again
  let shownKey = null; // the place whose words were scrolled into view

  // Citations: which one is open, and the others of the same answer, or of the same tab ------------

  const MARKS = ".answer a.cite, a.excerpt";
  function siblings() {
    const around = opener?.closest(".turn, .page");
    const places = new Map();
    for (const link of around?.querySelectorAll(around.matches(".turn") ? MARKS : LINKS) ?? []) {
      if (!places.has(keyOf(link))) places.set(keyOf(link), link);
    }
    return places;
  }

  function follow(link, fromKeyboard) {
    opener = link;
    openKey = keyOf(link);
    focusPanel = fromKeyboard || narrow();
    document.body.classList.add("source-open");
    hidePeek();
    liftAboveSheet(link);
    if (shownKey === openKey) showWords(); // the same place again: the server sends nothing new
    refresh();
  }

  function liftAboveSheet(link) {
    if (!narrow()) return;
    const room = innerHeight * 0.25;
    const bottom = link.getBoundingClientRect().bottom;
    if (bottom > room || bottom < 0) scrollBy({ top: bottom - room, behavior: calm() ? "instant" : "smooth" });
  }

  const seen = (links) => [...document.querySelectorAll(links)].filter((link) => link.checkVisibility());

  function step(by) {
    if (!openKey) {
      // Nothing open yet: start at the newest answer, or at the tab's first link.
      const turn = seen(`.turn :is(${MARKS})`).at(-1)?.closest(".turn");
      (turn ? turn.querySelector(MARKS) : seen(`.page ${LINKS}`)[0])?.click();
      return;
    }
    if (!opener?.isConnected) opener = findLink(openKey);
    const places = [...siblings().entries()];
    const at = places.findIndex(([key]) => key === openKey);
    places[at + by]?.[1].click();
  }

  function findLink(key) {
    return [...document.querySelectorAll(LINKS)].reverse().find((link) => keyOf(link) === key) ?? null;
  }

  function close() {
    if (!openKey) return;
    const back = opener?.isConnected ? opener : findLink(openKey);
    openKey = opener = shownKey = null;
    document.body.classList.remove("source-open");
    if (byId("source")?.contains(document.activeElement)) back?.focus({ preventScroll: true });
    refresh();
  }

  function showWords() {
    const panel = document.querySelector("#source .source");
    const body = panel?.querySelector(".source-body");
    if (!body) return;
    const mark = body.querySelector("mark");
    if (mark) {
      const boxes = [mark.getBoundingClientRect(), body.getBoundingClientRect()];
      body.scrollBy({ top: boxes[0].top - boxes[1].top - body.clientHeight * 0.3, behavior: "instant" });
    } else {
      body.scrollTop = 0;
    }
    if (focusPanel) body.focus({ preventScroll: true });
    focusPanel = false;
  }

  // After every change of the page: put back what the server does not know ------------------------

  let waiting = false;
  function refreshSoon() {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      refresh();
    });
  }

  function refresh() {
    for (const link of document.querySelectorAll(LINKS)) {
      const isOpen = openKey !== null && keyOf(link) === openKey;
      if (isOpen !== link.hasAttribute("aria-current")) {
        isOpen ? link.setAttribute("aria-current", "true") : link.removeAttribute("aria-current");
      }
    }
    refreshPanel();
    announce();
    newTurn();
  }

  function refreshPanel() {
    const panel = document.querySelector("#source .source");
    if (!panel) {
      if (openKey && shownKey) close(); // a new conversation took the source away
      return;
    }
    const keys = [...siblings().keys()];
    const at = keys.indexOf(openKey);
    const name = opener?.closest(".turn") ? "Citation " : "";
    setText(panel.querySelector(".position"), at < 0 ? "" : `${name}${at + 1} of ${keys.length}`);
    for (const button of panel.querySelectorAll(".step")) {
      const target = at + Number(button.dataset.step);
      const off = at < 0 || target < 0 || target >= keys.length;
      if (button.disabled !== off) button.disabled = off;
    }
    clearTimeout(lateTimer);
    if (openKey && panel.dataset.key !== openKey) {
      // Two quick clicks may be answered in the wrong order: ask again for the last one.
      lateTimer = setTimeout(() => opener?.click(), LATE);
    } else if (openKey && shownKey !== openKey) {
      shownKey = openKey;
      showWords();
    }
  }

  function setText(element, text) {
    if (element && element.textContent !== text) element.textContent = text;
  }

  // Screen readers hear progress and the end of an answer, not every streamed word -----------------

  const live = document.createElement("div");
  live.className = "for-screen-readers";
  live.setAttribute("role", "status");

  function announce() {
    const turn = document.querySelector("#current .turn");
    if (!turn) return setText(live, "");
    const progress = turn.querySelector(".progress");
    const sources = turn.querySelector(".sources h3, .nearest h3");
    setText(live, progress ? progress.textContent : `Answer complete. ${sources?.textContent ?? ""}`);
  }

  // A new question goes to the top of the window, and its answer grows below it without moving -----

  let lastQuestion = null;
  function newTurn() {
    const turn = document.querySelector("#current .turn");
    const count = document.querySelectorAll("#earlier .turn").length;
    const question = turn ? `${count}:${turn.querySelector(".question")?.textContent}` : null;
    if (question === lastQuestion) return;
    lastQuestion = question;
    document.body.classList.toggle("conversing", question !== null);
    if (!turn) return;
    turn.scrollIntoView({ block: "start", behavior: calm() || !count ? "instant" : "smooth" });
  }

  // The quoted words beside their mark ---------------------------------------------------------------

  const peek = document.createElement("div");
  peek.id = "peek";
  peek.setAttribute("aria-hidden", "true"); // the mark's label says the same
  peek.hidden = true;
  const peekWords = peek.appendChild(document.createElement("p"));
  const peekOrigin = peek.appendChild(document.createElement("p"));
  peekOrigin.className = "origin";
  let peekTimer = 0;

  function showPeek(link) {
    clearTimeout(peekTimer);
    peekWords.textContent = `“${link.dataset.quote}”`;
    peekOrigin.textContent = link.dataset.origin;
    peek.hidden = false;
    const box = link.getBoundingClientRect();
    const size = peek.getBoundingClientRect();
    const left = Math.max(8, Math.min(box.left - 24, innerWidth - size.width - 8));
    const above = box.top - size.height - 8;
    peek.style.left = `${left}px`;
    peek.style.top = `${above >= 8 ? above : box.bottom + 8}px`;
  }

  function hidePeek() {
    clearTimeout(peekTimer);
    peek.hidden = true;
  }

  document.addEventListener("pointerover", (event) => {
    if (event.pointerType !== "mouse") return;
    const link = event.target.closest?.("a.cite[data-quote]");
    if (link) {
      clearTimeout(peekTimer);
      peekTimer = setTimeout(showPeek, 120, link);
    } else if (!peek.contains(event.target)) {
      clearTimeout(peekTimer);
      peekTimer = setTimeout(hidePeek, 150);
    } else {
      clearTimeout(peekTimer);
    }
  });
  document.addEventListener("focusin", (event) => {
    const link = event.target.closest?.("a.cite[data-quote]");
    link?.matches(":focus-visible") ? showPeek(link) : hidePeek();
  });
  addEventListener("scroll", hidePeek, { passive: true, capture: true });

  // Clicks and keys ----------------------------------------------------------------------------------

  document.addEventListener(
    "click",
    (event) => {
      const link = event.target.closest?.(LINKS);
      if (link) return follow(link, event.detail === 0 && event.isTrusted);
      const button = event.target.closest?.("#source button");
      if (button?.matches(".close")) close();
      if (button?.matches(".step")) step(Number(button.dataset.step));
      if (event.target.closest?.("#send, .example")) byId("question")?.querySelector("textarea")?.focus();
    },
    true,
  );

  const typing = (element) => element?.matches?.("input, textarea, select, [contenteditable=true]");
  const STEPS = { "[": -1, "]": 1 };

  document.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Escape") {
      if (!peek.hidden) hidePeek();
      close();
      return;
    }
    const { altKey, ctrlKey, metaKey } = event;
    let by = 0;
    // AltGr reports Ctrl+Alt, and brackets need it on many keyboards.
    if (altKey && !ctrlKey && !metaKey) by = { ArrowLeft: -1, ArrowRight: 1 }[event.key] ?? 0;
    if (!typing(event.target) && !metaKey && ctrlKey === altKey) by ||= STEPS[event.key] ?? 0;
    if (!by || !(openKey || seen(`:is(.turn, .page) ${LINKS}`).length)) return;
    // On an empty page the browser keeps its own Alt+Left, the way back.
    event.preventDefault();
    step(by);
  });

  function start() {
    document.documentElement.lang = "en";
    document.body.append(peek, live);
    new MutationObserver(refreshSoon).observe(document.body, { childList: true, subtree: true, characterData: true, attributes: true, attributeFilter: ["data-key", "data-article", "data-start", "data-end", "data-state"] });
    refresh();
  }
  document.readyState === "loading" ? document.addEventListener("DOMContentLoaded", start) : start();
})();
