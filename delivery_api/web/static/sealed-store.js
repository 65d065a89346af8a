// What a browser keeps of a sitting through a closed tab or a flat battery: the answer on its way and the draft, sealed
// with AES-GCM. The secret comes with the page of whoever is signed in and is nowhere stored, so that what is on the disk
// is readable with that sign-in alone. It holds no name, ends with the sitting, and is no longer read after two days.

const DATABASE = "mesur";
const STORE = "sittings";
export const LASTS = 48 * 60 * 60 * 1000;
// a disk that does not answer holds nobody up
const PATIENCE = 1000;

// The store of a sitting; null where the browser has none (private mode, storage switched off, plain http).
export async function openSealedStore(sitting, secret) {
  if (!secret || !globalThis.crypto?.subtle || !globalThis.indexedDB) return null;
  return soon(openFor(sitting, secret), null);
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
    return sealedStore(database, key, sitting, await read(database, key, sitting));
  } catch {
    return null;
  }
}

function sealedStore(database, key, sitting, held) {
  let writing = Promise.resolve(true);
  let next = null;

  // each write is of all that is held then; while one runs, all that changes waits for the one after it
  function write() {
    next ??= writing.then(() => {
      next = null;
      writing = save(database, key, sitting, held).catch(() => false);
      return writing;
    });
    return soon(next, false);
  }

  // One thing that is kept; `put` and `clear` resolve to whether the disk has it so.
  return {
    part(name) {
      return {
        get: () => held[name] ?? null,
        put(value) {
          held[name] = value;
          return write();
        },
        clear() {
          if (!(name in held)) return Promise.resolve(true);
          delete held[name];
          return write();
        },
      };
    },
  };
}

async function save(database, key, sitting, held) {
  if (!Object.keys(held).length) return done(database, "readwrite", (store) => store.delete(sitting)).then(() => true);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const plain = new TextEncoder().encode(JSON.stringify(held));
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: place(sitting) }, key, plain);
  await done(database, "readwrite", (store) => store.put({ iv, sealed, until: Date.now() + LASTS }, sitting));
  return true;
}

// Nothing where there is nothing, or where it was sealed for somebody else.
async function read(database, key, sitting) {
  const found = await done(database, "readonly", (store) => store.get(sitting));
  if (!found) return {};
  try {
    const { iv, sealed } = found;
    const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData: place(sitting) }, key, sealed);
    return JSON.parse(new TextDecoder().decode(plain));
  } catch {
    return {};
  }
}

const place = (sitting) => new TextEncoder().encode(`mesur sitting ${sitting}`);

async function removeOverdue(database) {
  const all = await done(database, "readonly", (store) => store.getAll());
  const names = await done(database, "readonly", (store) => store.getAllKeys());
  const overdue = names.filter((_, index) => all[index].until < Date.now());
  for (const name of overdue) await done(database, "readwrite", (store) => store.delete(name));
}

function soon(promise, otherwise) {
  const late = new Promise((resolve) => {
    setTimeout(resolve, PATIENCE, otherwise);
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
