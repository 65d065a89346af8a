// Answers that wait in plain storage, and the marks of those that are sealed, go after two days like what is sealed:
// whoever signs out then clears the browser's storage again.
import { LASTS } from "./sealed-store.js";

export function sweepOutboxes() {
  try {
    for (const name of Object.keys(localStorage)) if (name.startsWith("mesur.outbox.")) sweep(name);
  } catch {
    // storage is switched off
  }
}

function sweep(name) {
  const kept = read(name);
  // an earlier release did not say since when: its two days begin here
  if (kept?.body && !kept.at) localStorage.setItem(name, JSON.stringify({ ...kept, at: Date.now() }));
  else if (!(Date.now() - (kept?.at ?? kept) <= LASTS)) localStorage.removeItem(name);
}

function read(name) {
  try {
    return JSON.parse(localStorage.getItem(name));
  } catch {
    return null;
  }
}
