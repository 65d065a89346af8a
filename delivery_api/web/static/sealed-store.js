// What a browser keeps of a sitting through a closed tab or a flat battery: the answer on its way and the draft, sealed
// with AES-GCM. The secret comes with the page of whoever is signed in and is nowhere stored, so that what is on the disk
// is readable with that sign-in alone. It holds no name, ends with the sitting, and is no longer read after two days.

const DATABASE = "mesur";
const STORE = "sittings";
const PARTS = ["outbox", "draft", "shown"];
export const LASTS = 48 * 60 * 60 * 1000;
// a disk that does not answer holds nobody up
const PATIENCE = 1000;

// The store of a sitting; null where the browser has none (private mode, storage switched off, plain http).
export async function openSealedStore(sitting, secret, patience = PATIENCE) {
  if (!secret || !globalThis.crypto?.subtle || !globalThis.indexedDB) return null;
  return soon(openFor(sitting, secret), null, patience);
}

// What is overdue goes whenever anybody opens a page of ours.
export async function sweepSealedStore() {
  try {
    const all = await indexedDB.databases();
    if (!all.some(({ name }) => name === DATABASE)) return;
    const database = await opened();
    await removeOverdue(database);
    database.close();
  } catch {
    // there is no store here
  }
}

async function openFor(sitting, secret) {
  try {
    const bytes = Uint8Array.from(atob(secret), (each) => each.charCodeAt(0));
    const key = await crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]);
    const database = await opened();
    await removeOverdue(database);
    const parts = await Promise.all(PARTS.map((name) => sealedPart(database, key, `${sitting} ${name}`)));
    return { part: (name) => parts[PARTS.indexOf(name)] };
  } catch {
    return null;
  }
}

// One thing that is kept; `put` and `clear` resolve to whether the disk has it so. Another tab may have written meanwhile
// what is not sent yet: only what this one read or wrote last is cleared, but for `end`.
async function sealedPart(database, key, place) {
  let { value, iv } = await read(database, key, place);
  let writing = Promise.resolve(true);
  let next = null;
  let isOver = false;

  // each write is of what is held then; while one runs, all that changes waits for the one after it
  function write() {
    next ??= writing.then(() => {
      next = null;
      writing = save().catch(() => false);
      return writing;
    });
    return soon(next, false);
  }

  async function save() {
    if (isOver) return done(database, "readwrite", (store) => store.delete(place));
    if (value === null) return clearOwn(database, place, iv);
    const fresh = crypto.getRandomValues(new Uint8Array(12));
    const sealed = await crypto.subtle.encrypt(algorithm(fresh, place), key, new TextEncoder().encode(JSON.stringify(value)));
    await done(database, "readwrite", (store) => store.put({ iv: fresh, sealed, until: Date.now() + LASTS }, place));
    iv = fresh;
    return true;
  }

  function keep(what, last = false) {
    value = what;
    isOver = last;
    return write();
  }
  return {
    get: () => value,
    put: (what) => keep(what),
    clear: () => (value === null ? Promise.resolve(true) : keep(null)),
    end: () => keep(null, true),
  };
}

async function clearOwn(database, place, iv) {
  const isOwn = (found) => String(found?.iv) === String(iv);
  const found = await done(database, "readwrite", (store) => {
    const asked = store.get(place);
    asked.addEventListener("success", () => isOwn(asked.result) && store.delete(place));
    return asked;
  });
  return !found || isOwn(found);
}

// Nothing where there is nothing, or where it was sealed for somebody else.
async function read(database, key, place) {
  const found = await done(database, "readonly", (store) => store.get(place));
  try {
    const { iv, sealed } = found;
    const plain = await crypto.subtle.decrypt(algorithm(iv, place), key, sealed);
    return { value: JSON.parse(new TextDecoder().decode(plain)), iv };
  } catch {
    return { value: null, iv: null };
  }
}

const algorithm = (iv, place) => ({ name: "AES-GCM", iv, additionalData: new TextEncoder().encode(`mesur sitting ${place}`) });

async function removeOverdue(database) {
  const all = await done(database, "readonly", (store) => store.getAll());
  const names = await done(database, "readonly", (store) => store.getAllKeys());
  const overdue = names.filter((_, index) => all[index].until < Date.now());
  for (const name of overdue) await done(database, "readwrite", (store) => store.delete(name));
}

function soon(promise, otherwise, patience = PATIENCE) {
  const late = new Promise((resolve) => {
    setTimeout(resolve, patience, otherwise);
  });
  return Promise.race([promise, late]);
}

// A transaction of one request; it resolves when the disk has it.
function done(database, mode, act) {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(STORE, mode, { durability: "strict" });
    const request = act(transaction.objectStore(STORE));
    transaction.oncomplete = () => resolve(request.result);
    transaction.onabort = () => reject(transaction.error);
  });
}

function opened() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new Error("another tab holds the store of an earlier release"));
  });
}
