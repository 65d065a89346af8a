// A place in a picture: tapped in the picture, or chosen by name in the list below it.
import { element } from "../dom.js";
import { chips } from "./chips.js";
import { group } from "./group.js";

// pixels between an area and the ring round it
const ROUND = 7;

export function hotspot(response, words, onChange) {
  const ring = element("span", { class: "mesur-ring", "aria-hidden": "true", hidden: true });
  const picture = element("div", { class: "mesur-picture", lang: response.lang, html: response.svg });
  picture.append(ring);
  const names = chips("answer", response.areas, response.lang, () => {
    mark();
    onChange();
  });

  names.node.classList.add("mesur-chips--names");

  const areaOf = (id) => picture.querySelector(`[data-area="${CSS.escape(id)}"]`);

  // The ring is laid over the picture in shares of its size, so that it stays in place when that changes.
  function mark() {
    const area = areaOf(names.read());
    ring.hidden = !area;
    for (const each of picture.querySelectorAll("[data-area]")) each.classList.toggle("mesur-area--chosen", each === area);
    if (!area) return;
    const [frame, box] = [picture.getBoundingClientRect(), area.getBoundingClientRect()];
    if (!frame.width || !frame.height) return;
    const share = (length, whole, more) => `calc(${(100 * length) / whole}% + ${more}px)`;
    ring.style.left = share(box.left - frame.left, frame.width, -ROUND);
    ring.style.top = share(box.top - frame.top, frame.height, -ROUND);
    ring.style.width = share(box.width, frame.width, 2 * ROUND);
    ring.style.height = share(box.height, frame.height, 2 * ROUND);
  }

  picture.addEventListener("click", (event) => {
    const id = event.target.closest("[data-area]")?.dataset.area;
    if (id === undefined) return;
    names.fill(id);
    mark();
    onChange();
  });
  // a picture that was not yet shown, or is shown anew, has its ring put in place
  new ResizeObserver(mark).observe(picture);

  return {
    node: group(response, words.hotspot_help, names.node),
    picture,
    read: names.read,
    wanting: () => (names.read() ? "" : words.empty_choice),
    fill: (reply) => {
      names.fill(reply);
      mark();
    },
    focus: names.focus,
  };
}
