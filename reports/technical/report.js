"use strict";
const value = (row, place) => row.cells[place].dataset.value ?? row.cells[place].textContent;
const compare = (one, other) => {
  const [a, b] = [parseFloat(one), parseFloat(other)];
  if (Number.isNaN(a) && Number.isNaN(b)) return one.localeCompare(other, document.documentElement.lang, { numeric: true });
  return Number.isNaN(a) ? 1 : Number.isNaN(b) ? -1 : a - b;
};
for (const button of document.querySelectorAll("th button")) {
  button.addEventListener("click", () => {
    const head = button.closest("th"), body = head.closest("table").tBodies[0], place = head.cellIndex;
    const falling = head.getAttribute("aria-sort") === "ascending";
    for (const other of head.parentNode.cells) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", falling ? "descending" : "ascending");
    const rows = [...body.rows].sort((a, b) => (falling ? -1 : 1) * compare(value(a, place), value(b, place)));
    body.append(...rows);
  });
}
const open = () => {
  const there = location.hash && document.getElementById(location.hash.slice(1));
  const closed = there && there.closest("details");
  if (closed) { closed.open = true; there.scrollIntoView(); }
};
addEventListener("hashchange", open);
addEventListener("beforeprint", () => { for (const each of document.querySelectorAll("details")) each.open = true; });
open();
