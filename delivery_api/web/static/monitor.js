// The monitor keeps itself up to date: by a stream of events, and by asking again where a network lets none through.
const ASKING_EVERY = 5000;
const SILENCES = 2;

const table = document.querySelector("[data-monitor]");
const status = document.querySelector("[data-live]");
if (table) watch(table.dataset.monitor);

function watch(address) {
  let failed = 0;
  const stream = new EventSource(address);
  stream.onmessage = ({ data }) => {
    failed = 0;
    show(JSON.parse(data));
  };
  stream.addEventListener("over", () => {
    stream.close();
    tell("over");
  });
  // a stream ends by itself every few minutes and is opened again: only what fails twice running is a broken one
  stream.onerror = () => {
    failed += 1;
    if (failed < SILENCES && stream.readyState !== EventSource.CLOSED) return;
    stream.close();
    ask(address);
  };
}

async function ask(address) {
  try {
    const response = await fetch(address, { headers: { Accept: "application/json" }, credentials: "same-origin" });
    if ([401, 404].includes(response.status)) return tell("over");
    if (!response.ok) throw new Error(String(response.status));
    show((await response.json()).learners);
  } catch {
    tell("lost");
  }
  return setTimeout(() => ask(address), ASKING_EVERY);
}

function show(rows) {
  const body = table.tBodies[0];
  const held = new Map([...body.rows].map((row) => [row.dataset.learner, row]));
  // whoever has just tabbed or clicked to a line keeps it where it is
  const still = body.contains(document.activeElement);
  for (const each of rows) {
    const row = held.get(each.learner);
    if (!row) continue;
    fill(row, each);
    if (!still) body.append(row);
  }
  count(rows);
  for (const form of document.querySelectorAll("[data-all]")) {
    form.hidden = !form.open && !rows.some(({ acts }) => acts.includes(form.dataset.all));
  }
  tell("live");
}

// Each line of the totals is of one year group, the last of all of them.
function count(rows) {
  for (const line of document.querySelectorAll("[data-totals] tbody tr")) {
    const own = rows.filter(({ year }) => !line.dataset.year || String(year) === line.dataset.year);
    for (const cell of line.querySelectorAll("[data-progress]")) {
      const number = String(own.filter(({ progress }) => progress === cell.dataset.progress).length);
      if (cell.textContent !== number) cell.textContent = number;
    }
  }
}

function fill(row, { standing, says, more, acts }) {
  const place = row.querySelector("[data-standing]");
  if (place.textContent !== says) place.textContent = says;
  row.querySelector("[data-more]").textContent = more;
  place.className = `mesur-state mesur-state--${standing}`;
  row.querySelector("[data-change]").hidden = acts.length === 0;
}

function tell(how) {
  const words = status.dataset[{ live: "saysLive", lost: "saysLost", over: "saysOver" }[how]];
  if (status.textContent !== words) status.textContent = words;
}
