// A case of a run fetches what there is to see of it when it is opened first. The server escapes; the page's policy
// runs no script that comes with it.
(() => {
  "use strict";

  document.addEventListener(
    "toggle",
    async (event) => {
      const details = event.target;
      const address = details.dataset?.load;
      if (!details.open || !address?.startsWith("/onrecord/")) return;
      delete details.dataset.load;
      const opened = details.querySelector(".opened");
      try {
        const response = await fetch(address);
        if (!response.ok) throw new Error(response.statusText);
        opened.innerHTML = await response.text();
      } catch {
        opened.textContent = "This case could not be fetched: is OnRecord still running?";
        details.dataset.load = address; // opened again, it tries again
      }
    },
    true,
  );
})();
