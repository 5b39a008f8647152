// The theme: kept in this browser, and told to Gradio, whose own dark parts hang on a class of the body.
(() => {
  "use strict";

  const KEY = "onrecord-theme";
  const system = matchMedia("(prefers-color-scheme: dark)");

  function kept() {
    try {
      const theme = localStorage.getItem(KEY);
      return theme === "light" || theme === "dark" ? theme : "system";
    } catch {
      return "system"; // storage is switched off
    }
  }

  let theme = kept();

  function apply() {
    const root = document.documentElement;
    theme === "system" ? delete root.dataset.theme : (root.dataset.theme = theme);
    const dark = theme === "system" ? system.matches : theme === "dark";
    if (document.body && document.body.classList.contains("dark") !== dark) document.body.classList.toggle("dark", dark);
    for (const button of document.querySelectorAll(".themes .theme")) {
      const pressed = String(button.dataset.choice === theme);
      if (button.getAttribute("aria-pressed") !== pressed) button.setAttribute("aria-pressed", pressed);
    }
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.(".themes .theme");
    if (!button) return;
    theme = button.dataset.choice;
    try {
      theme === "system" ? localStorage.removeItem(KEY) : localStorage.setItem(KEY, theme);
    } catch {
      // It holds for this page then.
    }
    apply();
  });
  addEventListener("storage", () => {
    theme = kept();
    apply();
  });
  system.addEventListener("change", () => requestAnimationFrame(apply));

  function start() {
    apply();
    // Gradio sets its class when it is ready.
    const watch = new MutationObserver(apply);
    watch.observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ["class"] });
  }
  apply();
  document.readyState === "loading" ? document.addEventListener("DOMContentLoaded", start) : start();
})();
