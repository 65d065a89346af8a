// Text size, colours and movement. A learner's come with the page and are kept at the service, so that they go with the
// learner; those of anyone else stay in this browser. What nobody chose is as the computer is set.
// A plain script in the head, so that a page is never first shown in the wrong colours.
(() => {
  const NAME = "mesur.comfort";
  const SETTINGS = { size: "text_size", theme: "colours", motion: "motion" };
  const SYSTEM = "system"; // as the computer is set
  const { dataset } = document.documentElement;
  const isOwn = "own" in dataset;

  const prefers = (what) => matchMedia(`(prefers-${what})`).matches;

  const usual = () => ({
    size: "1",
    theme: prefers("contrast: more") ? "contrast" : prefers("color-scheme: dark") ? "dark" : "light",
    motion: prefers("reduced-motion") ? "off" : "on",
  });

  const remembered = () => {
    try {
      return JSON.parse(localStorage.getItem(NAME) ?? "{}");
    } catch {
      return {};
    }
  };

  // Without a line what was chosen holds for this page.
  const keep = (where, chosen) => {
    const headers = { "Content-Type": "application/json" };
    fetch(where, { method: "POST", headers, body: JSON.stringify(chosen), keepalive: true }).catch(() => {});
  };

  const remember = (what, value) => {
    if (isOwn) return keep("/api/comfort", { [SETTINGS[what]]: value });
    try {
      localStorage.setItem(NAME, JSON.stringify(choice));
    } catch {
      // storage is switched off: the choice holds for this page
    }
  };

  const choice = isOwn ? { ...dataset } : remembered();
  const apply = () => Object.assign(dataset, usual(), choice);
  apply();

  const wire = () => {
    const panel = document.querySelector("[data-comfort]");
    if (!panel) return;
    for (const input of panel.querySelectorAll("input")) {
      const what = input.name.replace("comfort-", "");
      const { value } = input;
      input.checked = value === (choice[what] ?? (what === "size" ? "1" : SYSTEM));
      input.addEventListener("change", () => {
        if (value === SYSTEM) delete choice[what];
        else choice[what] = value;
        apply();
        remember(what, value);
      });
    }
    const other = document.querySelector("[data-language-switch]");
    if (document.querySelector(".mesur-who")) {
      other?.addEventListener("click", () => keep("/api/language", { language: other.lang }));
    }
    document.addEventListener("click", (event) => {
      if (!panel.contains(event.target)) panel.open = false;
    });
    panel.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      panel.open = false;
      panel.querySelector("summary").focus();
    });
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", wire);
  else wire();
})();
