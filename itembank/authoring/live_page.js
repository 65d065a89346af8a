// Loads the page anew when a file of the folder was saved; whether keys are shown stays as it was.
const keys = document.getElementById("keys");
keys.checked = sessionStorage.getItem("keys") === "shown";
keys.addEventListener("change", () => sessionStorage.setItem("keys", keys.checked ? "shown" : "hidden"));

// A reviewer gives the name once; it stays in this browser alone.
const names = document.querySelectorAll('input[name="by"]');
for (const name of names) {
  name.value = localStorage.getItem("reviewer") ?? "";
  name.addEventListener("input", () => {
    localStorage.setItem("reviewer", name.value);
    for (const other of names) other.value = name.value;
  });
}

// A comment that is not sent yet is not lost by a save.
const writing = () => [...document.querySelectorAll("textarea")].some((area) => area.value.trim());

const shown = document.body.dataset.state;

async function look() {
  try {
    const answer = await fetch("/state", { cache: "no-store" });
    if (answer.ok && (await answer.text()) !== shown) {
      if (!writing()) {
        location.reload();
        return;
      }
      document.getElementById("changed").hidden = false;
    }
  } catch {
    // the command has ended; it may be started again
  }
  setTimeout(look, 700);
}

setTimeout(look, 700);
