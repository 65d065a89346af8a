// A rest break. It is asked about first, since there may be only so many; the page that comes then is the break's own.
import { askFirst } from "../asking.js";
import { element } from "../dom.js";

export function restBreakTool(form, _, words) {
  if (!words.may) return null;
  const told = element("p", { class: "mesur-tools__how", role: "status" });
  const button = element("button", { type: "button", class: "mesur-tools__button", on: { click: ask } }, words.name);

  function ask() {
    // an answer is on its way, and another question comes
    if (form.dataset.locked === "yes") return;
    askFirst({ heading: words.heading, lines: words.lines, choices: [[words.name, begin], [words.stay, null]] });
  }

  async function begin() {
    button.disabled = true;
    const refused = await asked();
    if (refused === null) return location.reload();
    button.disabled = false;
    told.textContent = refused.detail ?? words.away;
    return null;
  }

  return { button, told };
}

// What the service said against it, nothing of a service that cannot be heard; null where the break has begun.
async function asked() {
  // of the page as it is: one that came without a line was made for any sitting
  const { sitting, language } = JSON.parse(document.getElementById("mesur-boot").textContent);
  const address = `/api/sittings/${encodeURIComponent(sitting)}/break?lang=${language}`;
  try {
    const response = await fetch(address, { method: "POST", headers: { Accept: "application/json" }, credentials: "same-origin" });
    return response.ok ? null : await response.json();
  } catch {
    return {};
  }
}
