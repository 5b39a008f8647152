// Uploading to the archive: files go one after the other to /onrecord/uploads, each as a request's body.
// The server renders; what is written here goes through textContent.
(() => {
  "use strict";

  const UPLOADS = "/onrecord/uploads";
  const dropOf = (target) => target?.closest?.("#archive-drop .drop");
  let busy = false;

  async function send(address, body) {
    let response;
    try {
      response = await fetch(address, { method: "POST", body });
    } catch {
      throw new Error("OnRecord does not answer: is it still running?");
    }
    const answer = await response.json().catch(() => ({ error: `it was refused (${response.status})` }));
    if (!response.ok) throw new Error(answer.error ?? `it was refused (${response.status})`);
    return answer;
  }

  async function upload(drop, files) {
    if (busy || !files.length) return;
    busy = true;
    const status = drop.querySelector(".drop-status");
    const refused = drop.querySelector(".drop-refused");
    refused.replaceChildren();
    let arrived = 0;
    try {
      const { upload } = await send(UPLOADS);
      for (const [place, file] of files.entries()) {
        status.textContent = `Sending ${place + 1} of ${files.length}: ${file.name}`;
        try {
          await send(`${UPLOADS}/${upload}?name=${encodeURIComponent(file.name)}`, file);
          arrived += 1;
        } catch (error) {
          const item = refused.appendChild(document.createElement("li"));
          item.appendChild(document.createElement("strong")).textContent = file.name;
          item.append(` ${error.message}`);
        }
      }
      const taken = arrived === 1 ? "1 file has arrived." : `${arrived} files have arrived.`;
      status.textContent = arrived ? taken : "No file was taken.";
      if (arrived) drop.dispatchEvent(new CustomEvent("uploaded", { bubbles: true, detail: { upload } }));
    } catch (error) {
      status.textContent = `Not sent: ${error.message}`;
    } finally {
      busy = false;
    }
  }

  // A folder that is dropped is opened; a browser gives its entries 100 at a time.
  async function filesOf(transfer) {
    const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
    if (!entries.some((entry) => entry.isDirectory)) return [...transfer.files];
    const found = [];
    while (entries.length) {
      const entry = entries.shift();
      if (entry.name.startsWith(".")) continue;
      if (entry.isFile) {
        found.push(await new Promise((resolve, reject) => entry.file(resolve, reject)));
      } else {
        const reader = entry.createReader();
        let more;
        do {
          more = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
          entries.push(...more);
        } while (more.length);
      }
    }
    return found;
  }

  document.addEventListener("change", (event) => {
    const drop = dropOf(event.target);
    if (!drop || event.target.type !== "file") return;
    upload(drop, [...event.target.files]);
    event.target.value = ""; // the same file can be chosen again
  });
  for (const type of ["dragenter", "dragover"]) {
    document.addEventListener(type, (event) => {
      const drop = dropOf(event.target);
      if (!drop) return;
      event.preventDefault();
      drop.classList.add("over");
    });
  }
  document.addEventListener("dragleave", (event) => {
    const drop = dropOf(event.target);
    if (drop && !drop.contains(event.relatedTarget)) drop.classList.remove("over");
  });
  document.addEventListener("drop", (event) => {
    const drop = dropOf(event.target);
    if (!drop) return;
    event.preventDefault();
    drop.classList.remove("over");
    filesOf(event.dataTransfer).then((files) => upload(drop, files));
  });

  // "Keep" takes the ticks away.
  document.addEventListener("click", (event) => {
    if (!event.target.closest?.("#archive-keep")) return;
    for (const box of document.querySelectorAll("#archive-list input[data-id]:checked")) box.checked = false;
  });
})();
