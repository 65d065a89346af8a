// Shows how far the zip of a class or school is: it counts the files in what has come. Without this script, or where
// the request is refused, the form is sent as it stands, and the browser shows the answer.

const form = document.querySelector("[data-files]");
const box = document.querySelector("[data-files-progress]");
const state = box?.querySelector("[data-files-state]");
const bar = box?.querySelector("[data-files-bar]");
const HEAD = [0x50, 0x4b, 0x03, 0x04]; // each file of a zip begins with it

form?.addEventListener("submit", async (event) => {
  if (event.submitter?.hasAttribute("formaction")) return;
  event.preventDefault();
  const address = `${form.getAttribute("action")}?${new URLSearchParams(new FormData(form))}`;
  const answer = await fetch(address, { headers: { accept: "text/html" } }).catch(() => null);
  if (!answer?.ok || !answer.body) {
    location.assign(address);
    return;
  }
  event.submitter.disabled = true;
  box.hidden = false;
  try {
    keep(await received(answer), named(answer));
    state.textContent = state.dataset.done;
  } catch {
    state.textContent = state.dataset.failed;
  }
  event.submitter.disabled = false;
});

async function received(answer) {
  const total = Number(answer.headers.get("mesur-files"));
  const parts = [];
  let done = 0;
  let matched = 0;
  for (const reader = answer.body.getReader(); ; ) {
    const { done: ended, value } = await reader.read();
    if (ended) return new Blob(parts, { type: "application/zip" });
    parts.push(value);
    for (const byte of value) {
      matched = byte === HEAD[matched] ? matched + 1 : Number(byte === HEAD[0]);
      if (matched === HEAD.length) {
        done += 1;
        matched = 0;
      }
    }
    bar.max = total;
    bar.value = done;
    state.textContent = state.dataset.making.replace("{done}", done).replace("{total}", total);
  }
}

function named(answer) {
  const given = /filename\*=UTF-8''([^;]+)/.exec(answer.headers.get("content-disposition") ?? "");
  return given ? decodeURIComponent(given[1]) : "mesur.zip";
}

function keep(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
