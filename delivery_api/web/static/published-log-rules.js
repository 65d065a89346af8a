// The rules of docs/verification.md on a published log. They ask nobody: what they need is handed to them.
// A plain script, not a module: a saved copy of the page works from a folder too.
const mesurLogRules = (() => {
  const FIRST_PREVIOUS = "0".repeat(64);
  const ENTRY_NAMES = ["at", "facts_hash", "kind", "number", "previous", "signature"];
  const [TRIAL_MONTHS, MOST_MONTHS_OPEN, LONGEST_HOLD_MONTHS, MOST_LEVELS] = [18, 12, 12, 32];
  const PEM = /^-----BEGIN PUBLIC KEY-----\r?\n([A-Za-z0-9+/]{59}=)\r?\n-----END PUBLIC KEY-----(\r?\n)?$/;
  const ED25519 = "302a300506032b6570032100"; // before the 32 bytes of a key (RFC 8410)

  // -- texts, hashes, signatures -------------------------------------------------------------------------------------

  function byCodePoint(one, other) {
    const [a, b] = [Array.from(one), Array.from(other)];
    const at = a.findIndex((character, place) => character !== b[place]);
    if (at < 0) return a.length - b.length;
    return b[at] === undefined ? 1 : a[at].codePointAt(0) - b[at].codePointAt(0);
  }

  /** The text of a JSON value: the canonical one, or the one of a file with its indentation. */
  function written(value, indent = null, level = 1) {
    if (value === null || typeof value !== "object") return writtenScalar(value);
    if (level > MOST_LEVELS) throw new Error("too many levels");
    const inner = indent === null ? null : `${indent}  `;
    const [open, close] = Array.isArray(value) ? "[]" : "{}";
    const parts = Array.isArray(value)
      ? value.map((each) => written(each, inner, level + 1))
      : Object.keys(value).sort(byCodePoint).map((name) => `${writtenScalar(name)}:${indent === null ? "" : " "}${written(value[name], inner, level + 1)}`);
    if (indent === null || !parts.length) return `${open}${parts.join(",")}${close}`;
    return `${open}\n${parts.map((part) => `${inner}${part}`).join(",\n")}\n${indent}${close}`;
  }

  function writtenScalar(value) {
    if (typeof value === "number" && !Number.isSafeInteger(value)) throw new Error(`not a whole number: ${value}`);
    if (typeof value === "string" && /\p{Surrogate}/u.test(value)) throw new Error("half a character");
    return JSON.stringify(value);
  }

  const bytes = (text) => new TextEncoder().encode(text);
  const decoded = (data) => new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(data);
  const hexadecimal = (buffer) => Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");
  const sha256 = async (data) => hexadecimal(await crypto.subtle.digest("SHA-256", data));
  const fromHexadecimal = (text) => Uint8Array.from(text.match(/../g), (pair) => parseInt(pair, 16));
  const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);

  /** The 32 bytes of the one key in a PEM, in hexadecimal; empty if it is none. */
  function rawKey(data) {
    try {
      const found = Uint8Array.from(atob(PEM.exec(decoded(data))[1]), (character) => character.charCodeAt(0));
      return hexadecimal(found).startsWith(ED25519) ? hexadecimal(found).slice(ED25519.length) : "";
    } catch {
      return "";
    }
  }

  /** The key that a log is checked with: the reader's own, or the one that came with it; empty if it is none. */
  const keyOf = (log) => rawKey(log.trustedKey ?? log.key);

  async function imported(raw) {
    return { raw, key: await crypto.subtle.importKey("raw", fromHexadecimal(raw), { name: "Ed25519" }, true, ["verify"]) };
  }

  async function isSigned({ key }, text, signature) {
    return isSignature(signature) && crypto.subtle.verify({ name: "Ed25519" }, key, fromHexadecimal(signature), bytes(text));
  }

  // -- forms ---------------------------------------------------------------------------------------------------------

  const matches = (pattern) => (value) => typeof value === "string" && pattern.test(value);
  const isText = (value) => typeof value === "string";
  const isHash = matches(/^[0-9a-f]{64}$/);
  const isSignature = matches(/^[0-9a-f]{128}$/);
  const isTrial = matches(/^trial-[0-9a-f]{8}$/);
  const isSchoolYear = (value) =>
    matches(/^2[0-9]{3}-[0-9]{2}$/)(value) && Number(value.slice(5)) === (Number(value.slice(2, 4)) + 1) % 100;
  const isOnCalendar = (day, time = "00:00:00") => {
    const read = new Date(`${day}T${time}Z`);
    return !Number.isNaN(read.valueOf()) && read.toISOString().startsWith(`${day}T${time}`);
  };
  const isDay = (value) => matches(/^2[0-9]{3}-[0-9]{2}-[0-9]{2}$/)(value) && isOnCalendar(value);
  const isDayOrNull = (value) => value === null || isDay(value);
  const isInstant = (value) =>
    matches(/^2[0-9]{3}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.(?!000000)[0-9]{6})?\+00:00$/)(value) &&
    isOnCalendar(value.slice(0, 10), value.slice(11, 19));

  const FACTS = {
    opened: { key: isText },
    "signing key changed": { before: isHash, key: isText, public_key: isHash, proof: isSignature },
    "trial planned": { trial: isTrial, name: isText, subject: isText, planned_on: isDay, complete_by: isDay, key: isText },
    "trial completed": { trial: isTrial, on: isDay },
    "completion amended": { trial: isTrial, on: isDay },
    "trial lost": { trial: isTrial, on: isDay, key_destroyed_on: isDayOrNull },
    "trial held": { trial: isTrial, on: isDay, until: isDay },
    "trial hold ended": { trial: isTrial, on: isDay },
    "school year held": { programme: (value) => isSchoolYear(value), on: isDay, until: isDay },
    "school year hold ended": { programme: (value) => isSchoolYear(value), on: isDay },
    destroyed: {
      programme: (value) => isTrial(value) || isSchoolYear(value),
      completed_on: isDayOrNull,
      due_on: isDay,
      destroyed_on: isDay,
      state: matches(/^(complete|incomplete)$/),
      certificate: isHash,
    },
    "notice published": { version: isDay, sha256: isHash },
  };
  const OPTIONAL_FACTS = { "trial completed": { cancelled_on: isDay } };
  const isPublic = (kind) => Object.hasOwn(FACTS, kind);

  function hasNames(value, names) {
    return isObject(value) && written(Object.keys(value).sort(byCodePoint)) === written(names);
  }

  function hasEntryForm(entry) {
    const { facts, salt, ...rest } = isObject(entry) ? entry : {};
    const hasFacts = isObject(facts) && matches(/^[0-9a-f]{32}$/)(salt);
    return (
      hasNames(rest, ENTRY_NAMES) &&
      ((facts === undefined && salt === undefined) || hasFacts) &&
      Number.isSafeInteger(rest.number) && isInstant(rest.at) && isText(rest.kind) &&
      isHash(rest.facts_hash) && isHash(rest.previous) && isSignature(rest.signature)
    );
  }

  function hasPublicForm({ kind, facts }) {
    const forms = { ...FACTS[kind], ...OPTIONAL_FACTS[kind] };
    const isNeeded = Object.keys(FACTS[kind]).every((name) => Object.hasOwn(facts, name));
    return isNeeded && Object.keys(facts).every((name) => Object.hasOwn(forms, name) && forms[name](facts[name]));
  }

  /** Return the entries of a file up to the first line that has not the form of one, and that line's number or null. */
  function readEntries(data) {
    const entries = [];
    let text;
    try {
      text = decoded(data);
    } catch {
      return { entries, malformed: 1 };
    }
    const lines = text.split("\n");
    const rest = lines.pop();
    for (const line of lines) {
      let entry;
      try {
        entry = JSON.parse(line);
        if (written(entry) !== line || !hasEntryForm(entry)) throw new Error(line);
      } catch {
        return { entries, malformed: entries.length + 1 };
      }
      entries.push(entry);
    }
    return { entries, malformed: rest || !entries.length ? entries.length + 1 : null };
  }

  /** Return what a head or a certificate says; null if it is not written as it must be. */
  function readDocument(data, names) {
    try {
      const text = decoded(data);
      const found = JSON.parse(text);
      return `${written(found, "")}\n` === text && hasNames(found, names) ? found : null;
    } catch {
      return null;
    }
  }

  /** The entries of public kinds whose facts have the form of their kind. */
  const told = (entries) => entries.filter((entry) => isPublic(entry.kind) && entry.facts && hasPublicForm(entry));

  // -- days ----------------------------------------------------------------------------------------------------------

  function monthsAfter(day, count) {
    const [year, month, date] = day.split("-").map(Number);
    const last = new Date(Date.UTC(year, month + count, 0)).getUTCDate();
    return new Date(Date.UTC(year, month - 1 + count, Math.min(date, last))).toISOString().slice(0, 10);
  }

  const dayAfter = (day) => new Date(Date.parse(`${day}T00:00:00Z`) + 86400000).toISOString().slice(0, 10);
  const inWales = new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/London" });
  const dayOf = (at) => inWales.format(new Date(at));
  const earliest = (...days) => days.filter(Boolean).sort()[0];
  const dueOn = ({ on, cancelled }) => (on ? earliest(monthsAfter(on, TRIAL_MONTHS), cancelled) : "");
  const lastDayOf = (schoolYear) => `${Number(schoolYear.slice(0, 4)) + 1}-08-31`;

  // -- the rules -----------------------------------------------------------------------------------------------------

  const content = ({ number, at, kind, facts_hash, previous }) => written({ number, at, kind, facts: facts_hash, previous });

  const changesKey = (entry) => entry.kind === "signing key changed" && entry.facts && hasPublicForm(entry);

  /** The public keys of a chain in their order, in hexadecimal: one more than it has changes. */
  function signingKeys(entries, trusted) {
    const changes = entries.filter(changesKey).map(({ facts }) => facts);
    return [changes.length ? changes[0].before : trusted, ...changes.map((facts) => facts.public_key)];
  }

  /** The key that signs after some entries: a head of them, and the next entry. */
  const keyAfter = ({ entries, keys }, count) => keys[entries.slice(0, count).filter(changesKey).length];

  /** The key that follows by an entry that changes it; null if that does not hold. */
  async function follows(entry, number, previous, key) {
    if (!changesKey(entry) || entry.facts.before !== key.raw) return null;
    const { before, public_key, proof } = entry.facts;
    const place = written({ before, number, previous, public_key });
    try {
      const next = await imported(public_key);
      return (await isSigned(next, place, proof)) ? next : null;
    } catch {
      return null;
    }
  }

  async function checkChain(entries, first, found) {
    let [previous, time, number, key] = [FIRST_PREVIOUS, "", 0, first];
    const hashes = [];
    for (const entry of entries) {
      number += 1;
      const wrong = (detail) => found.push({ fault: "entry", thing: number, detail });
      const text = content(entry);
      if (number === 1 && entry.kind !== "opened") wrong("first");
      if (number > 1 && entry.kind === "opened") wrong("opened again");
      if (entry.number !== number) wrong("number");
      if (entry.previous !== previous) wrong("previous");
      if (!(await isSigned(key, text, entry.signature))) wrong("signature");
      if (entry.at < time) wrong("time");
      if (entry.facts) {
        const hash = await sha256(bytes(written({ facts: entry.facts, salt: entry.salt })));
        if (hash !== entry.facts_hash) wrong("facts");
      }
      checkFacts(entry, number, found);
      if (entry.kind === "signing key changed") {
        const next = await follows(entry, number, previous, key);
        if (!next) wrong("key");
        key = next ?? key;
      }
      previous = await sha256(bytes(text));
      hashes.push(previous);
      time = entry.at;
    }
    return hashes;
  }

  function checkFacts(entry, number, found) {
    if (!isPublic(entry.kind)) {
      if (entry.facts) found.push({ fault: "private facts", thing: number });
    } else if (!entry.facts) found.push({ fault: "facts left out", thing: number });
    else if (!hasPublicForm(entry)) found.push({ fault: "form of facts", thing: number });
  }

  /** Return the head that a document says, or what is wrong with it. */
  async function readHead(data, chain) {
    const document = readDocument(data, ["head", "public_key", "signature"]);
    const head = document?.head;
    if (!hasNames(head, ["entries", "format", "hash", "published_at"]) || head.format !== 1) return { fault: "form" };
    if (!Number.isSafeInteger(head.entries) || !isInstant(head.published_at)) return { fault: "form" };
    const raw = keyAfter(chain, head.entries);
    if (document.public_key !== raw) return { fault: "key" };
    return (await isSigned(await imported(raw), written(head), document.signature)) ? { head } : { fault: "signature" };
  }

  async function checkHead(log, { malformed }, hashes, chain, found) {
    if (!log.head) {
      found.push({ fault: "head missing" });
      return null;
    }
    const { head, fault } = await readHead(log.head, chain);
    if (fault) found.push({ fault: `head ${fault}` });
    else if (malformed !== null) return head;
    else if (head.entries !== hashes.length || head.hash !== hashes.at(-1)) found.push({ fault: "head" });
    else if (head.published_at < chain.entries.at(-1).at) found.push({ fault: "head time" });
    return head;
  }

  async function checkKeptHead(log, malformed, hashes, chain, found) {
    const { head, fault } = await readHead(log.keptHead, chain);
    if (fault) found.push({ fault: `kept head ${fault}` });
    else if (hashes[head.entries - 1] !== head.hash && (malformed === null || head.entries <= hashes.length)) found.push({ fault: "kept head" });
  }

  const SAID_BY_BOTH = ["programme", "completed_on", "due_on", "destroyed_on", "state"];

  /** Add what is wrong with certificates to `found`; a trial that was lost and not destroyed needs none. */
  async function checkCertificates(log, destructions, isWhole, keys, found) {
    const there = new Set();
    for (const [thing, data] of log.certificates) {
      const hash = await sha256(data);
      there.add(hash);
      for (const detail of await brokenParts(data, hash, destructions, keys)) {
        if (isWhole || detail !== "not in the ledger") found.push({ fault: "certificate", thing, detail });
      }
    }
    const last = new Map(destructions.map(({ facts }) => [facts.programme, facts.certificate]));
    for (const [thing, hash] of last) if (isWhole && !there.has(hash)) found.push({ fault: "certificate missing", thing });
  }

  async function brokenParts(data, hash, destructions, keys) {
    const document = readDocument(data, ["certificate", "public_key", "signature"]);
    const said = document?.certificate;
    if (!isObject(said)) return ["no certificate"];
    const broken = [];
    if (!keys.includes(document.public_key)) broken.push("another key");
    else if (!(await isSigned(await imported(document.public_key), written(said), document.signature))) broken.push("signature");
    const isList = Array.isArray(said.open) && said.open.every(isObject);
    if (!isList || (said.open.length === 0) !== (said.state === "complete")) broken.push("open");
    const named = destructions.filter(({ facts }) => facts.certificate === hash);
    if (!named.length) broken.push("not in the ledger");
    const differs = ({ facts }) => SAID_BY_BOTH.some((name) => said[name] !== facts[name]);
    if (named.some(differs)) broken.push("differs from the ledger");
    return broken;
  }

  // -- trials and school years ---------------------------------------------------------------------------------------

  const RULES = {
    "trial planned"(record, facts, writtenOn, wrong) {
      const { planned_on, complete_by } = facts;
      if (record.plan && !(record.lost && written(record.plan) === written(facts))) wrong("planned again");
      if (planned_on > writtenOn) wrong("day", "planned_on");
      if (complete_by < planned_on || complete_by > monthsAfter(planned_on, MOST_MONTHS_OPEN)) wrong("day", "complete_by");
    },
    "trial completed"(record, { on, cancelled_on }, writtenOn, wrong) {
      if (!record.planned) wrong("order", "trial planned");
      else if (on < record.planned || on > record.completeBy || on > writtenOn) wrong("day", "on");
      if (record.on && record.on !== on) wrong("completion moved");
      if (cancelled_on && (cancelled_on < on || cancelled_on > writtenOn)) wrong("day", "cancelled_on");
    },
    "completion amended"(record, { on }, writtenOn, wrong) {
      if (!record.on) wrong("order", "trial completed");
      else if (on >= record.on) wrong("completion moved");
      if (on < record.planned || on > writtenOn) wrong("day", "on");
    },
    "trial lost"(record, { on, key_destroyed_on }, writtenOn, wrong) {
      if (!record.planned) wrong("order", "trial planned");
      if (on > writtenOn) wrong("day", "on");
      if (key_destroyed_on && (key_destroyed_on < on || key_destroyed_on > writtenOn)) wrong("day", "key_destroyed_on");
    },
    "trial held"(record, { on, until }, writtenOn, wrong) {
      const due = dueOn(record);
      if (!record.planned) wrong("order", "trial planned");
      if (on > writtenOn || (due && writtenOn > due && writtenOn > record.heldUntil)) wrong("day", "on");
      if (until <= on || until > monthsAfter(on, LONGEST_HOLD_MONTHS)) wrong("day", "until");
    },
    "trial hold ended"(record, { on }, writtenOn, wrong) {
      if (!record.heldUntil) wrong("order", "trial held");
      if (on > writtenOn) wrong("day", "on");
    },
    "school year held"(_, { on, until }, writtenOn, wrong) {
      if (on > writtenOn) wrong("day", "on");
      if (until <= on || until > monthsAfter(on, LONGEST_HOLD_MONTHS)) wrong("day", "until");
    },
    "school year hold ended"(record, { on }, writtenOn, wrong) {
      if (record.yearHolds.length === 0) wrong("order", "school year held");
      if (on > writtenOn) wrong("day", "on");
    },
    destroyed(record, { programme, completed_on, due_on, destroyed_on }, writtenOn, wrong) {
      if (isSchoolYear(programme)) {
        if (completed_on !== null || due_on < lastDayOf(programme)) wrong("destruction differs");
      } else if (!record.on) wrong("order", "trial completed");
      else if (completed_on !== record.on || due_on !== dueOn(record)) wrong("destruction differs");
      if (destroyed_on < due_on || destroyed_on > writtenOn) wrong("day", "destroyed_on");
    },
  };

  const TOLD = {
    "trial planned"(record, facts) {
      record.plan ??= facts;
      const { name, planned_on: planned, complete_by: completeBy } = record.plan;
      Object.assign(record, { name, planned, completeBy, lost: "", isLost: false, keyDestroyed: "" });
    },
    "trial completed"(record, facts) {
      const cancelled = earliest(record.cancelled, facts.cancelled_on) ?? "";
      Object.assign(record, { on: record.on || facts.on, cancelled, isLost: false });
    },
    "completion amended"(record, { on }) {
      record.on = earliest(record.on, on);
    },
    "trial lost"(record, facts) {
      Object.assign(record, { lost: facts.on, isLost: true, keyDestroyed: facts.key_destroyed_on ?? "" });
    },
    "trial held"(record, { until }) {
      if (until > record.heldUntil) record.heldUntil = until;
    },
    "trial hold ended"(record, { on }) {
      record.heldUntil = earliest(record.heldUntil, on) ?? "";
    },
    "school year held"(record, { until }, writtenOn) {
      record.yearHolds.push([writtenOn, until]);
    },
    "school year hold ended"(record, { on }) {
      record.yearHolds.push([on, ""]);
    },
    destroyed(record, facts, writtenOn) {
      record.destroyed = facts;
      if (facts.state === "complete") record.inFullOn ||= writtenOn;
      else if (!record.inFullOn) record.wasIncomplete = true;
    },
  };

  /** Return what the log says of each trial and school year; what breaks a rule is added to `found`. */
  function programmes(entries, found = []) {
    const records = new Map();
    for (const { kind, at, facts } of entries) {
      if (!Object.hasOwn(RULES, kind)) continue;
      const programme = facts.trial ?? facts.programme;
      const unplanned = { plan: null, name: "", planned: "", completeBy: "", lost: "", isLost: false, keyDestroyed: "", heldUntil: "" };
      const ends = { destroyed: null, inFullOn: "", wasIncomplete: false, yearHolds: [] };
      const empty = { programme, ...unplanned, on: "", cancelled: "", ...ends };
      const record = records.get(programme) ?? empty;
      records.set(programme, record);
      RULES[kind](record, facts, dayOf(at), (fault, detail) => found.push({ fault, thing: programme, detail }));
      TOLD[kind](record, facts, dayOf(at));
    }
    for (const record of records.values()) {
      const isOpen = record.completeBy && !record.on;
      record.due = isOpen ? monthsAfter(record.completeBy, TRIAL_MONTHS) : dueOn(record) || (record.destroyed?.due_on ?? "");
    }
    return records;
  }

  /** The last day of the holds on a school year; those that began past its day, with none holding, are none. */
  function yearHeldUntil({ due, yearHolds }) {
    let end = "";
    for (const [day, until] of yearHolds) {
      if (!until) end = day < end ? day : end;
      else if (day <= due || day <= end) end = until > end ? until : end;
    }
    return end;
  }

  /** The last day for a destruction: the due day, or the day after the last one on which a hold keeps it past that. */
  function goesBy(record) {
    const held = record.heldUntil || yearHeldUntil(record);
    return held && held >= record.due ? dayAfter(held) : record.due;
  }

  function standing(record, today) {
    const { destroyed, due, on, completeBy, inFullOn, wasIncomplete, isLost, keyDestroyed } = record;
    const last = goesBy(record);
    const isDue = last && last < today;
    if (!destroyed) {
      if (record.yearHolds.length > 0) return "year held";
      if (isLost && (keyDestroyed || !isDue)) return "lost";
      if (isDue) return "overdue";
      if (due && due < today) return "held";
      if (on) return "kept";
      return completeBy && completeBy < today ? "not completed" : "open";
    }
    if (destroyed.state !== "complete") return isDue ? "overdue in part" : "incomplete";
    if (destroyed.destroyed_on > last) return "destroyed late";
    if (inFullOn <= last) return "destroyed";
    return wasIncomplete ? "closed later" : "recorded later";
  }

  /** Return what is wrong with a log, and its end. A browser that cannot check signatures throws. */
  async function check(log, read) {
    const { entries, malformed } = read;
    const trusted = keyOf(log);
    const keys = signingKeys(entries, trusted);
    const found = [];
    const isOther = log.key !== undefined && rawKey(log.key) !== keys.at(-1);
    if (isOther || !keys.includes(trusted)) found.push({ fault: "key" });
    if (malformed !== null) found.push({ fault: "form", thing: malformed });
    const hashes = await checkChain(entries, await imported(keys[0]), found);
    const chain = { entries, keys };
    const public_ = told(entries);
    programmes(public_, found);
    const head = await checkHead(log, read, hashes, chain, found);
    if (log.keptHead) await checkKeptHead(log, malformed, hashes, chain, found);
    await checkCertificates(log, public_.filter(({ kind }) => kind === "destroyed"), malformed === null, keys, found);
    return { found, hashes, key: trusted, publishedAt: head?.published_at ?? "" };
  }

  return { check, dayOf, keyOf, programmes, readEntries, standing, told };
})();
