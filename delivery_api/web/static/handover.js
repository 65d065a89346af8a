// Registers the worker that opens the player while the line is down, and leaves it the secret of the sitting for a
// reload: in its memory, for seconds, and for this tab alone, so that the disk never has it.
export function handOver(worker, left) {
  const workers = navigator.serviceWorker;
  if (!workers) return;
  // its address changes with its content, so that nobody has to look whether it is still the same; the shell has none,
  // since it came from the worker that there is
  if (worker) workers.register(worker, { scope: "/player/", updateViaCache: "all" }).catch(() => {});
  window.addEventListener("pagehide", () => workers.controller?.postMessage({ ...left(), look: looks() }));
}

// How the page looks goes with the learner, too.
const looks = () => ({
  body: document.body.className,
  root: { ...document.documentElement.dataset },
  sheets: [...document.querySelectorAll("link[rel=stylesheet]")].map((sheet) => sheet.getAttribute("href")),
});
