// Reads parts of a page one after the other, and lights the part that is being read.
const LIT = "mesur-read-aloud__part";
const HIGHLIGHT = "mesur-read-aloud";

// A part has an `element`, and a `range` where it is a sentence of it. `voice` has say(part), which resolves when it has
// been said, and hush(). `told` hears whether something is being read, and whether a voice failed. What is stopped while
// its parts are still sought is never begun.
export function reader(voice, told) {
  let turn = 0;
  let lit = null;

  function stop() {
    turn += 1;
    voice.hush();
    unlight();
    told({ isReading: false, hasFailed: false });
  }

  // `sought` is the parts, or a promise of them
  async function read(sought) {
    stop();
    const mine = turn;
    told({ isReading: true, hasFailed: false });
    const parts = await Promise.resolve(sought).catch(() => []);
    if (mine !== turn) return;
    let hasFailed = false;
    for (const [place, part] of parts.entries()) {
      light(part);
      try {
        await voice.say(part, parts[place + 1]);
      } catch {
        // a voice that fails must leave neither a mark nor a button that stops nothing
        hasFailed = true;
      }
      if (mine !== turn) return;
      unlight();
    }
    told({ isReading: false, hasFailed: hasFailed || !parts.length });
  }

  function light({ element, range }) {
    lit = element;
    if (range && window.Highlight && CSS.highlights) CSS.highlights.set(HIGHLIGHT, new Highlight(range));
    else element.classList.add(LIT);
    element.scrollIntoView?.({ block: "nearest" });
  }

  function unlight() {
    CSS.highlights?.delete(HIGHLIGHT);
    lit?.classList.remove(LIT);
    lit = null;
  }

  return { read, stop };
}
