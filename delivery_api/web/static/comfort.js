// Text size, colours and movement, chosen by the reader and kept in this browser only: no cookie, nothing sent.
// A plain script in the head, so that a page is never first shown in the wrong colours.
(() => {
  const NAME = "mesur.comfort";
  const USUAL = { size: "1", theme: "light", motion: "on" };

  const remembered = () => {
    try {
      return { ...USUAL, ...JSON.parse(localStorage.getItem(NAME) ?? "{}") };
    } catch {
      return { ...USUAL };
    }
  };

  const remember = (choice) => {
    try {
      localStorage.setItem(NAME, JSON.stringify(choice));
    } catch {
      // storage is switched off: the choice holds for this page
    }
  };

  const apply = ({ size, theme, motion }) => Object.assign(document.documentElement.dataset, { size, theme, motion });

  const choice = remembered();
  apply(choice);

  document.addEventListener("DOMContentLoaded", () => {
    const panel = document.querySelector("[data-comfort]");
    if (!panel) return;
    for (const input of panel.querySelectorAll("input")) {
      const what = input.name.replace("comfort-", "");
      input.checked = choice[what] === input.value;
      input.addEventListener("change", () => {
        choice[what] = input.value;
        apply(choice);
        remember(choice);
      });
    }
    document.addEventListener("click", (event) => {
      if (!panel.contains(event.target)) panel.open = false;
    });
    panel.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      panel.open = false;
      panel.querySelector("summary").focus();
    });
  });
})();
