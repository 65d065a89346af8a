// Loads the page anew when a file of the folder was saved; whether keys are shown stays as it was.
const keys = document.getElementById("keys");
keys.checked = sessionStorage.getItem("keys") === "shown";
keys.addEventListener("change", () => sessionStorage.setItem("keys", keys.checked ? "shown" : "hidden"));

const shown = document.body.dataset.state;

async function look() {
  try {
    const answer = await fetch("/state", { cache: "no-store" });
    if (answer.ok && (await answer.text()) !== shown) {
      location.reload();
      return;
    }
  } catch {
    // the command has ended; it may be started again
  }
  setTimeout(look, 700);
}

setTimeout(look, 700);
