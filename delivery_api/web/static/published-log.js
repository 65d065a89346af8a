// The page of the published log: it checks the log in the reader's own browser and shows what the log says.
(() => {
  const place = document.querySelector("[data-published-log]");
  if (!place) return;
  const words = JSON.parse(document.getElementById("mesur-published-log-words").textContent);

  const today = () => mesurLogRules.dayOf(new Date());
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
    const days = [record.planned, record.on, record.due, record.destroyed?.destroyed_on].map(long);
    const labels = Array.from(place.querySelectorAll("thead th"), (each) => each.textContent).slice(1);
    const cells = [...days, words.standings[mesurLogRules.standing(record, today())]].map((text, column) => {
      const cell = document.createElement("td");
      cell.dataset.label = labels[column];
      cell.textContent = text;
      return cell;
    });
    made.append(name, ...cells);
    return made;
  }

  function sayVerdict(sentence, found = [], holds = null) {
    const list = document.createElement("ul");
    list.className = "govuk-list govuk-list--bullet";
    for (const { fault, thing = "", detail = "" } of found) {
      const item = document.createElement("li");
      item.textContent = [words.faults[fault], thing, words.details[detail] ?? detail].filter((part) => part !== "").join(": ");
      list.append(item);
    }
    const verdict = place.querySelector("[data-verdict]");
    verdict.textContent = sentence;
    verdict.dataset.verdict = String(holds);
    place.querySelector("[data-findings]").replaceChildren(...(found.length ? [list] : []));
  }

  async function check(log) {
    const read = mesurLogRules.readEntries(log.entries);
    const records = mesurLogRules.programmes(mesurLogRules.told(read.entries));
    place.querySelector("[data-none]").hidden = records.size > 0;
    place.querySelector("table").hidden = records.size === 0;
    place.querySelector("tbody").replaceChildren(...Array.from(records.values(), row));
    if (!mesurLogRules.keyOf(log)) throw new Error("public-key.pem");
    let checked;
    try {
      checked = await mesurLogRules.check(log, read);
    } catch {
      return sayVerdict(words.unable);
    }
    const { found, hashes, key, publishedAt } = checked;
    place.querySelector("[data-head]").textContent = `${hashes.length}: ${hashes.at(-1) ?? "–"}`;
    place.querySelector("[data-published]").textContent = long(publishedAt && mesurLogRules.dayOf(publishedAt));
    place.querySelector("[data-key]").textContent = key;
    return sayVerdict(found.length ? words.broken : words.holds, found, !found.length);
  }

  async function answer(address) {
    const given = await fetch(address, { cache: "no-store" });
    if (!given.ok) throw new Error(`${address}: ${given.status}`);
    return given;
  }

  async function published() {
    const { entries, keyFile, headFile, certificate } = place.dataset;
    const log = {
      entries: await (await answer(entries)).arrayBuffer(),
      key: await (await answer(keyFile)).arrayBuffer(),
      head: await (await answer(headFile)).arrayBuffer(),
      certificates: [],
    };
    const records = mesurLogRules.programmes(mesurLogRules.told(mesurLogRules.readEntries(log.entries).entries));
    for (const { programme, destroyed } of records.values()) {
      if (!destroyed) continue;
      const given = await fetch(certificate.replace("PROGRAMME", encodeURIComponent(programme)), { cache: "no-store" });
      if (given.ok) log.certificates.push([`${programme}.json`, await given.arrayBuffer()]);
    }
    return log;
  }

  /** The files of the folder that a reader has chosen; where each lies in it says what it is. */
  async function chosen(files) {
    const log = { certificates: [] };
    for (const file of files) {
      const path = file.webkitRelativePath.split("/").slice(1).join("/");
      if (path === "ledger.jsonl") log.entries = await file.arrayBuffer();
      else if (path === "public-key.pem") log.key = await file.arrayBuffer();
      else if (path === "head.json") log.head = await file.arrayBuffer();
      else if (/^certificates\/[^/]*\.json$/.test(path)) log.certificates.push([file.name, await file.arrayBuffer()]);
    }
    if (!log.entries) throw new Error("ledger.jsonl");
    return log;
  }

  let current;
  const kept = {};
  async function begin(opened) {
    sayVerdict(words.checking);
    try {
      current = await opened;
      await check({ ...current, ...kept });
    } catch (problem) {
      sayVerdict(`${words.unreadable} (${problem.message})`);
    }
  }

  async function keep(name, read) {
    kept[name] = await read;
    if (current) await begin(Promise.resolve(current));
  }

  // the browser's own words for it are hidden with its button
  function name({ target: { parentElement, files, webkitdirectory } }) {
    const told = parentElement.querySelector("[data-file-name]");
    const [first] = files;
    const path = webkitdirectory ? first?.webkitRelativePath.split("/")[0] : first?.name;
    told.textContent = path || told.dataset.noneChosen;
  }

  for (const input of place.querySelectorAll("input[type=file]")) input.addEventListener("change", name);
  place.querySelector("[data-own-files]").addEventListener("change", ({ target }) => begin(chosen(target.files)));
  place.querySelector("[data-kept-head]").addEventListener("change", ({ target }) => keep("keptHead", target.files[0]?.arrayBuffer()));
  place.querySelector("[data-trusted-key]").addEventListener("change", ({ target }) => keep("trustedKey", target.files[0]?.arrayBuffer()));
  place.querySelector("[data-with-script]").hidden = false;
  if (location.protocol === "file:") sayVerdict(words.from_folder);
  else begin(published());
})();
