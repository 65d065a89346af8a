// Says at the foot of the screen that what is read goes on below it, for as long as its end is not seen.
import { element } from "./dom.js";

// `place` scrolls, or the page does; `last` is the part of it that ends last. Whoever listens hears all of it anyway.
export function moreBelow(place, last, words) {
  const end = element("div");
  const told = element("div", { class: "mesur-more", "aria-hidden": "true", hidden: true }, element("span", {}, `↓ ${words.more_below}`));
  last.append(end);
  place.append(told);
  // the foot covers as much of the page, once it is there and measured; the space after the last line is no more
  requestAnimationFrame(() =>
    setTimeout(() => {
      const foot = Math.max(0, Math.ceil(parseFloat(document.documentElement.style.getPropertyValue("--foot") || 96)) - 12);
      const observer = new IntersectionObserver(([seen]) => (told.hidden = seen.isIntersecting), { rootMargin: `0px 0px -${foot}px` });
      observer.observe(end);
    }),
  );
}
