// Checks the published log in the reader's own browser, by the rules of docs/verification.md. It asks nobody else.
// A plain script, not a module: a saved copy of the page works from a folder too.
(() => {
  const place = document.querySelector("[data-published-log]");
  if (!place) return;
  const words = JSON.parse(document.getElementById("mesur-published-log-words").textContent);
  const FIRST_PREVIOUS = "0".repeat(64);
  const PUBLIC_KINDS = ["opened", "trial planned", "trial completed", "trial lost", "destroyed", "notice published"];
  const FIELDS = ["number", "at", "kind", "facts_hash", "previous", "signature", "facts", "salt"];
  const TRIAL_MONTHS = 18;

  // -- canonical JSON, hashes, signatures ----------------------------------------------------------------------------

  function byCodePoint(one, other) {
    const [a, b] = [Array.from(one), Array.from(other)];
    const at = a.findIndex((character, place) => character !== b[place]);
    if (at < 0) return a.length - b.length;
    return b[at] === undefined ? 1 : a[at].codePointAt(0) - b[at].codePointAt(0);
  }

  function canonical(value) {
    if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
    if (value !== null && typeof value === "object") {
      const names = Object.keys(value).sort(byCodePoint);
      return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(",")}}`;
    }
    if (typeof value === "number" && !Number.isSafeInteger(value)) throw new Error(`not a whole number: ${value}`);
    return JSON.stringify(value);
  }

  const bytes = (text) => new TextEncoder().encode(text);
  const hexadecimal = (buffer) => Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");
  const sha256 = async (data) => hexadecimal(await crypto.subtle.digest("SHA-256", data));
  const fromHexadecimal = (text) => Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));

  async function readKey(pem) {
    const der = Uint8Array.from(atob(pem.replace(/-----[^-]+-----|\s/g, "")), (character) => character.charCodeAt(0));
    const key = await crypto.subtle.importKey("spki", der, { name: "Ed25519" }, true, ["verify"]);
    return { key, raw: hexadecimal(await crypto.subtle.exportKey("raw", key)) };
  }

  function isSigned({ key }, text, signature) {
    if (!/^[0-9a-f]{128}$/.test(signature)) return false;
    return crypto.subtle.verify({ name: "Ed25519" }, key, fromHexadecimal(signature), bytes(text));
  }

  // -- the rules -----------------------------------------------------------------------------------------------------

  const content = ({ number, at, kind, facts_hash, previous }) => canonical({ number, at, kind, facts: facts_hash, previous });

  async function checkChain(entries, key, found) {
    let [previous, time, number] = [FIRST_PREVIOUS, "", 0];
    const hashes = [];
    for (const entry of entries) {
      number += 1;
      const wrong = (detail) => found.push({ fault: "entry", thing: number, detail });
      const text = content(entry);
      if (Object.keys(entry).some((name) => !FIELDS.includes(name))) wrong("line");
      if (number === 1 && entry.kind !== "opened") wrong("first");
      if (entry.number !== number) wrong("number");
      if (entry.previous !== previous) wrong("previous");
      if (!(await isSigned(key, text, entry.signature))) wrong("signature");
      if (entry.facts) {
        const hash = await sha256(bytes(canonical({ facts: entry.facts, salt: entry.salt ?? "" })));
        if (hash !== entry.facts_hash) wrong("facts");
      } else if (PUBLIC_KINDS.includes(entry.kind)) found.push({ fault: "facts left out", thing: number });
      if (entry.at < time) wrong("time");
      previous = await sha256(bytes(text));
      hashes.push(previous);
      time = entry.at;
    }
    return hashes;
  }

  async function readHead(text, key) {
    const document = JSON.parse(text);
    return (await isSigned(key, canonical(document.head), document.signature)) ? document.head : null;
  }

  async function checkHeads(log, hashes, key, found) {
    if (log.head) {
      const head = await readHead(log.head, key);
      if (head?.entries !== hashes.length || head.hash !== hashes.at(-1)) found.push({ fault: "head" });
    }
    if (log.keptHead) {
      const head = await readHead(log.keptHead, key);
      if (!head || hashes[head.entries - 1] !== head.hash) found.push({ fault: "kept head" });
    }
  }

  async function checkCertificates(log, records, key, found) {
    const there = new Set();
    for (const [name, data] of log.certificates) {
      const hash = await sha256(data);
      there.add(hash);
      const wrong = (detail) => found.push({ fault: "certificate", thing: name, detail });
      const document = JSON.parse(new TextDecoder().decode(data));
      if (!document.certificate) wrong("no certificate");
      else if (document.public_key !== key.raw) wrong("another key");
      else if (!(await isSigned(key, canonical(document.certificate), document.signature))) wrong("signature");
      else if (!records.get(document.certificate.programme)?.certificates.includes(hash)) wrong("not in the ledger");
    }
    for (const record of records.values()) {
      if (record.destroyed && !there.has(record.destroyed.certificate)) {
        found.push({ fault: "certificate missing", thing: record.programme });
      }
    }
  }

  // -- trials and school years ---------------------------------------------------------------------------------------

  function monthsAfter(day, count) {
    const [year, month, date] = day.split("-").map(Number);
    const last = new Date(Date.UTC(year, month + count, 0)).getUTCDate();
    return new Date(Date.UTC(year, month - 1 + count, Math.min(date, last))).toISOString().slice(0, 10);
  }

  function programmes(entries) {
    const records = new Map();
    for (const { kind, at, facts } of entries) {
      const programme = facts?.trial ?? facts?.programme;
      if (!programme || !["trial planned", "trial completed", "trial lost", "destroyed"].includes(kind)) continue;
      const empty = { programme, name: "", planned: "", completed: [], cancelled: "", lost: "", destroyed: null, certificates: [] };
      const record = records.get(programme) ?? empty;
      records.set(programme, record);
      if (kind === "trial planned") Object.assign(record, { name: facts.name ?? "", planned: record.planned || at.slice(0, 10), lost: "" });
      if (kind === "trial lost") record.lost = facts.on;
      if (kind === "destroyed") Object.assign(record, { destroyed: facts, certificates: [...record.certificates, facts.certificate] });
      if (kind === "trial completed") {
        record.cancelled = facts.cancelled_on || record.cancelled;
        if (!record.completed.includes(facts.on)) record.completed.push(facts.on);
      }
    }
    for (const record of records.values()) {
      const [on] = record.completed;
      record.due = record.cancelled || (on ? monthsAfter(on, TRIAL_MONTHS) : (record.destroyed?.due_on ?? ""));
    }
    return records;
  }

  function checkDays(records, found) {
    for (const { programme, completed, cancelled, destroyed, due } of records.values()) {
      if (completed.length > 1) found.push({ fault: "completion moved", thing: programme });
      if (!destroyed || !completed.length) continue;
      if (destroyed.completed_on !== completed[0] || (!cancelled && destroyed.due_on !== due)) {
        found.push({ fault: "destruction differs", thing: programme });
      }
    }
  }

  function standing({ destroyed, due, lost }, today) {
    if (!destroyed && lost) return "lost";
    if (!destroyed) return !due ? "open" : due < today ? "overdue" : "kept";
    if (destroyed.state !== "complete") return "incomplete";
    return destroyed.destroyed_on > due ? "destroyed late" : "destroyed";
  }

  // -- the page ------------------------------------------------------------------------------------------------------

  const today = () => new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/London" }).format(new Date());
  function long(day) {
    if (!day) return "–";
    const [year, month, date] = day.split("-").map(Number);
    return `${date} ${words.months[month - 1]} ${year}`;
  }

  function row(record) {
    const made = document.createElement("tr");
    const name = document.createElement("th");
    name.scope = "row";
    name.textContent = record.name ? `${record.name} (${record.programme})` : record.programme;
    const days = [record.planned, record.completed[0], record.due, record.destroyed?.destroyed_on].map(long);
    const labels = Array.from(place.querySelectorAll("thead th"), (each) => each.textContent).slice(1);
    const cells = [...days, words.standings[standing(record, today())]].map((text, column) => {
      const cell = document.createElement("td");
      cell.dataset.label = labels[column];
      cell.textContent = text;
      return cell;
    });
    made.append(name, ...cells);
    return made;
  }

  function sayVerdict(sentence, found = []) {
    const list = document.createElement("ul");
    list.className = "govuk-list govuk-list--bullet";
    for (const { fault, thing = "", detail = "" } of found) {
      const item = document.createElement("li");
      item.textContent = [words.faults[fault], thing, detail].filter((part) => part !== "").join(": ");
      list.append(item);
    }
    const verdict = place.querySelector("[data-verdict]");
    verdict.textContent = sentence;
    verdict.dataset.verdict = found.length ? "false" : "true";
    place.querySelector("[data-findings]").replaceChildren(...(found.length ? [list] : []));
  }

  async function check(log) {
    const entries = log.entries.split("\n").filter(Boolean).map((line) => JSON.parse(line));
    const records = programmes(entries);
    place.querySelector("tbody").replaceChildren(...Array.from(records.values(), row));
    let key;
    try {
      key = await readKey(log.key);
    } catch {
      return sayVerdict(words.unable);
    }
    const found = [];
    const hashes = await checkChain(entries, key, found);
    await checkHeads(log, hashes, key, found);
    checkDays(records, found);
    await checkCertificates(log, records, key, found);
    place.querySelector("[data-head]").textContent = `${hashes.length}: ${hashes.at(-1)}`;
    place.querySelector("[data-key]").textContent = key.raw;
    return sayVerdict(found.length ? words.broken : words.holds, found);
  }

  async function text(address) {
    const answer = await fetch(address, { cache: "no-store" });
    if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
    return answer.text();
  }

  async function published() {
    const { entries, keyFile, headFile, certificate } = place.dataset;
    const log = { entries: await text(entries), key: await text(keyFile), head: await text(headFile), certificates: [] };
    const lines = log.entries.split("\n").filter(Boolean).map((line) => JSON.parse(line));
    for (const record of programmes(lines).values()) {
      if (!record.destroyed) continue;
      const answer = await fetch(certificate.replace("PROGRAMME", encodeURIComponent(record.programme)), { cache: "no-store" });
      if (answer.ok) log.certificates.push([`${record.programme}.json`, await answer.arrayBuffer()]);
    }
    return log;
  }

  async function chosen(files) {
    const log = { certificates: [] };
    for (const file of files) {
      if (file.name.endsWith(".jsonl")) log.entries = await file.text();
      else if (file.name.endsWith(".pem")) log.key = await file.text();
      else if (file.name === "head.json") log.head = await file.text();
      else if (file.name.endsWith(".json")) log.certificates.push([file.name, await file.arrayBuffer()]);
    }
    if (!log.entries || !log.key) throw new Error("ledger.jsonl, public-key.pem");
    return log;
  }

  let current;
  async function begin(opened) {
    sayVerdict(words.checking);
    try {
      current = await opened;
      await check(current);
    } catch (problem) {
      sayVerdict(`${words.unreadable} (${problem.message})`);
    }
  }

  place.querySelector("[data-own-files]").addEventListener("change", ({ target }) => begin(chosen(target.files)));
  place.querySelector("[data-kept-head]").addEventListener("change", async ({ target }) => {
    if (current && target.files[0]) await begin(Promise.resolve({ ...current, keptHead: await target.files[0].text() }));
  });
  place.querySelector("[data-with-script]").hidden = false;
  if (location.protocol === "file:") sayVerdict(words.from_folder);
  else begin(published());
})();
