// The rows of a list moved by dragging, with mouse, pen or finger; buttons do the same for whoever does not drag.

// pixels before a press becomes a drag
const CLEAR = 6;

// A row holds a handle, marked `data-handle`, for fingers. `moved(row)` hears of each row that was put somewhere else.
export function dragRows(list, moved) {
  list.addEventListener("pointerdown", (event) => {
    const row = event.target.closest("li");
    if (!row || event.button !== 0 || event.target.closest("button")) return;
    // a finger on the row scrolls the page
    if (event.pointerType === "touch" && !event.target.closest("[data-handle]")) return;
    drag(list, row, event, moved);
  });
}

function drag(list, row, { pointerId, clientY: start }, moved) {
  const before = [...list.children].indexOf(row);
  // where it lay
  const top = row.offsetTop;
  let dragging = false;
  row.setPointerCapture(pointerId);

  function move({ clientY }) {
    dragging ||= Math.abs(clientY - start) > CLEAR;
    if (!dragging) return;
    row.classList.add("mesur-order__row--held");
    const held = clientY - start;
    swap(held);
    row.style.transform = `translateY(${held - (row.offsetTop - top)}px)`;
  }

  // whose edge is past the middle of a neighbour takes that one's place; the neighbour moves, since a row that is put
  // anew is let go
  function swap(held) {
    const [above, below] = [row.previousElementSibling, row.nextElementSibling];
    if (above && top + held < middle(above)) row.after(above);
    else if (below && top + held + row.offsetHeight > middle(below)) row.before(below);
  }

  function end() {
    row.removeEventListener("pointermove", move);
    row.classList.remove("mesur-order__row--held");
    row.style.transform = "";
    if ([...list.children].indexOf(row) !== before) moved(row);
  }

  row.addEventListener("pointermove", move);
  row.addEventListener("lostpointercapture", end, { once: true });
}

const middle = ({ offsetTop, offsetHeight }) => offsetTop + offsetHeight / 2;
