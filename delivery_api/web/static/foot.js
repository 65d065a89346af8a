// The foot of a question: always in the same place, and what is focused scrolls clear of it however high it grows.
import { element } from "./dom.js";

const observer = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    // one that the next question replaced has no height any more
    if (target.isConnected) document.documentElement.style.setProperty("--foot", `${covered(target)}px`);
  }
});

// In large text it scrolls away with the page, and covers nothing.
const covered = (foot) => (getComputedStyle(foot).position === "sticky" ? foot.getBoundingClientRect().height : 0);

export function questionFoot(...children) {
  const foot = element("div", { class: "mesur-foot" }, ...children);
  observer.observe(foot);
  return foot;
}
