// What the page does by itself about conversations: its address names the one that is shown, the list's
// buttons, the drawer that holds the list where there is no room, copying, and a line that broke.
(() => {
  "use strict";

  const byId = (id) => document.getElementById(id);
  const drawer = () => matchMedia("(max-width: 1279px)").matches;
  // The list's own script (layout.py) hands these on to the server.
  const send = (name, detail) =>
    document.querySelector("#listed [data-list]")?.dispatchEvent(new CustomEvent(`onrecord:${name}`, { detail, bubbles: true }));

  // The address -----------------------------------------------------------------------------------

  const ADDRESS = /^#conversation=([0-9a-f]{32})$/;
  const addressed = () => ADDRESS.exec(location.hash)?.[1] ?? "";
  const shown = () => document.querySelector("#talk .talk")?.dataset.conversation ?? "";
  let last = ""; // the conversation that the page showed last
  let fresh = false; // whether a new conversation was asked for: the way back leads to the former one

  function keepAddress() {
    const now = shown();
    if (now === last) return;
    const before = last;
    last = now;
    if (now === addressed()) return;
    const address = location.pathname + location.search + (now ? `#conversation=${now}` : "");
    fresh && before ? history.pushState(null, "", address) : history.replaceState(null, "", address);
    fresh = false;
  }

  const show = (conversation) => send("select", { conversation });
  addEventListener("hashchange", () => {
    if (location.hash && !addressed()) return;
    setDrawer(false);
    if (addressed() !== shown()) show(addressed());
  });

  // A page that was away may have missed the end of an answer, or a change made in another tab ------

  const SILENCE = 6000; // milliseconds without growth after which a running answer is asked for again
  let grewAt = Date.now();
  const running = () => document.querySelector("#current .turn[data-state=running]");
  const again = () => shown() && show(shown());
  document.addEventListener("visibilitychange", () => document.hidden || again());
  addEventListener("online", () => setTimeout(again, 300));
  setInterval(() => {
    if (!running() || document.hidden || Date.now() - grewAt < SILENCE) return;
    grewAt = Date.now();
    again();
  }, 1000);

  // The drawer --------------------------------------------------------------------------------------

  function setDrawer(open) {
    if (document.body.classList.contains("side-open") === open) return;
    document.body.classList.toggle("side-open", open);
    document.querySelector(".side-toggle")?.setAttribute("aria-expanded", String(open));
    // On a phone the search box would bring up the keyboard.
    const first = matchMedia("(hover: none)").matches ? "#listed a.conversation" : "#words :is(input, textarea)";
    if (open) document.querySelector(first)?.focus();
    else if (byId("side")?.contains(document.activeElement)) document.querySelector(".side-toggle")?.focus();
  }

  // The list ----------------------------------------------------------------------------------------

  function unfold(item, name) {
    for (const part of item.querySelectorAll(".conversation, .tools")) part.hidden = name !== "";
    for (const part of [".renaming", ".deleting"]) item.querySelector(part).hidden = part !== name;
    const focus = { ".renaming": "input", ".deleting": ".sure", "": ".conversation" }[name];
    item.querySelector(focus)?.focus();
    if (name === ".renaming") item.querySelector("input").select();
  }

  function inList(event) {
    const item = event.target.closest("#listed li[data-id]");
    const button = event.target.closest("button, a.conversation");
    if (!item || !button) return;
    if (button.matches("a.conversation")) {
      if (button.getAttribute("href") === location.hash) setDrawer(false);
    } else if (button.matches(".rename")) unfold(item, ".renaming");
    else if (button.matches(".delete")) unfold(item, ".deleting");
    else if (button.matches(".back")) unfold(item, "");
    else if (button.matches(".sure")) {
      send("delete", { conversation: item.dataset.id });
      byId("words")?.querySelector("input, textarea")?.focus();
    }
  }

  document.addEventListener("submit", (event) => {
    const item = event.target.closest?.("#listed li[data-id]");
    if (!item) return;
    event.preventDefault();
    send("edit", { conversation: item.dataset.id, name: item.querySelector(".renaming input").value });
    unfold(item, "");
  });

  // Copying -------------------------------------------------------------------------------------------

  async function copy(button) {
    const text = button.dataset.copy;
    let copied = true;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      copied = copyByHand(text); // over plain http from another machine there is no clipboard
    }
    button.dataset.said = copied ? "Copied" : "Not copied";
    spoken.textContent = button.dataset.said;
    button.focus({ preventScroll: true });
    setTimeout(() => {
      delete button.dataset.said;
      spoken.textContent = "";
    }, 1600);
  }

  function copyByHand(text) {
    const box = document.createElement("textarea");
    box.value = text;
    box.className = "for-screen-readers";
    document.body.append(box);
    box.select();
    const copied = document.execCommand("copy");
    box.remove();
    return copied;
  }

  const spoken = document.createElement("div");
  spoken.className = "for-screen-readers";
  spoken.setAttribute("aria-live", "polite");

  // Clicks, keys, changes -------------------------------------------------------------------------------

  document.addEventListener("click", (event) => {
    if (!event.target.closest) return;
    const button = event.target.closest("button.copy");
    if (button) copy(button);
    if (event.target.closest("#new")) {
      fresh = true;
      setDrawer(false);
    }
    if (event.target.closest(".side-toggle")) setDrawer(!document.body.classList.contains("side-open"));
    else if (drawer() && !event.target.closest("#side")) setDrawer(false);
    inList(event);
  });

  document.addEventListener(
    "keydown",
    (event) => {
      if (event.key !== "Escape") return;
      const item = event.target.closest?.("#listed li[data-id]");
      const folded = item?.querySelector(".renaming:not([hidden]), .deleting:not([hidden])");
      if (folded) unfold(item, "");
      else if (document.body.classList.contains("side-open")) setDrawer(false);
      else if (document.querySelector("#editing .cancel")) document.querySelector("#editing .cancel").click();
      else return;
      event.stopPropagation();
    },
    true,
  );

  let wasEditing = null;
  function changed() {
    grewAt = Date.now();
    keepAddress();
    const note = document.querySelector("#editing .editing")?.textContent ?? null;
    if (note !== wasEditing) {
      wasEditing = note;
      const box = byId("question")?.querySelector("textarea");
      if (note) box?.focus();
    }
  }

  function start() {
    document.body.append(spoken);
    new MutationObserver(changed).observe(document.body, { childList: true, subtree: true, characterData: true });
    changed();
  }
  document.readyState === "loading" ? document.addEventListener("DOMContentLoaded", start) : start();
})();
