// One answer on its way. It is written down before it is sent and crossed out only when the server has it, so that a
// reload or a dropped line sends the same key and body again, and the server knows it for the same answer.

const FIRST_PAUSE = 1000;
// whoever waits goes on soon after the line is back; a busy service says itself when
const LONGEST_PAUSE = 5000;
const PATIENCE = 15000;

// In `sealed`, a part of the sealed store, where there is one; else as it stands in the browser's own storage. What says
// that something waits is there in either case: signing out leaves it. Both say since when, see outbox-sweep.js.
export function openOutbox(sitting, sealed) {
  const plain = plainOutbox(`mesur.outbox.${sitting}`);
  return sealed ? sealedOutbox(sealed, `mesur.outbox.sealed.${sitting}`, plain) : plain;
}

function plainOutbox(name) {
  let held = null;
  // what this tab read or wrote last: another one may have written since, and only its own is cleared
  let own = null;
  return {
    pending() {
      if (held) return held;
      try {
        own = localStorage.getItem(name);
        return JSON.parse(own);
      } catch {
        return null;
      }
    },
    // Returns whether it is written down: where storage is switched off or full, only the page holds it.
    put(answer) {
      held = answer;
      try {
        own = JSON.stringify({ ...answer, at: Date.now() });
        localStorage.setItem(name, own);
        return true;
      } catch {
        return false;
      }
    },
    clear() {
      held = null;
      try {
        if (localStorage.getItem(name) === own) localStorage.removeItem(name);
      } catch {
        // there is nothing to remove
      }
    },
  };
}

// An answer may still wait in the plain one: the store did not open in time, or the page was of an earlier release. It is
// the one that is sent, unless a later one is sealed, and it leaves the plain outbox as soon as the disk has it sealed.
function sealedOutbox(sealed, mark, plain) {
  const quietly = (act) => {
    try {
      act();
    } catch {
      // storage is switched off: signing out clears what is sealed, too
    }
  };
  return {
    pending() {
      const [left, own] = [plain.pending(), sealed.get()];
      return left && !(left.position < own?.position) ? left : own;
    },
    async put(answer) {
      quietly(() => localStorage.setItem(mark, Date.now()));
      const isKept = await sealed.put(answer);
      if (isKept) plain.clear();
      return isKept;
    },
    // the mark stays while what another tab wrote is there
    async clear() {
      plain.clear();
      if (await sealed.clear()) quietly(() => localStorage.removeItem(mark));
    },
  };
}

// A UUID also where crypto.randomUUID is not offered (pages served over plain http in a school network).
export function newKey() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

// Asks until there is an answer that means something. A dropped line, a busy server or one being restarted is waited out,
// and so is a filter or proxy on the way that answers in the server's place: only the server's own word settles anything.
// `onDelay` hears of each failed try and of the problem the server named, and `sooner(retry)` may cut a pause short.
export async function ask(url, { method = "GET", body, headers = {}, onDelay = () => {}, sooner = () => {} } = {}) {
  for (let tries = 0; ; tries += 1) {
    const response = await once(url, method, body, headers);
    const answer = response && (await contents(response));
    if (answer && isTheServers(response.status, answer) && !isPassing(response.status)) {
      return { status: response.status, body: answer, elsewhere: response.headers.has("Mesur-Elsewhere") };
    }
    onDelay(tries, answer ?? {});
    await pause(tries, response, sooner);
  }
}

async function once(url, method, body, more) {
  const headers = { Accept: "application/json", ...more };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  try {
    return await fetch(url, {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
      credentials: "same-origin",
      redirect: "error",
      signal: timeLimit(PATIENCE),
    });
  } catch {
    return null;
  }
}

function timeLimit(milliseconds) {
  const controller = new AbortController();
  setTimeout(() => controller.abort(), milliseconds);
  return controller.signal;
}

async function contents(response) {
  try {
    return await response.json();
  } catch {
    return null;
  }
}

// The server says what it refuses by a code; a page that says "blocked" or "not found" in its place has none.
const isTheServers = (status, answer) => status < 400 || status === 401 || "code" in answer;

const isPassing = (status) => status >= 500 || status === 429 || status === 408;

function pause(tries, response, sooner) {
  const asked = Number(response?.headers.get("Retry-After")) * 1000 || 0;
  const grown = Math.min(FIRST_PAUSE * 2 ** tries, LONGEST_PAUSE);
  // a class comes back at the same moment when its line does: spread it
  const length = Math.max(asked, grown * (0.75 + Math.random() / 2));
  return new Promise((resolve) => {
    const go = () => {
      clearTimeout(timer);
      window.removeEventListener("online", go);
      resolve();
    };
    const timer = setTimeout(go, length);
    window.addEventListener("online", go);
    sooner(go);
  });
}
