// Reads a page aloud: by recordings where each of its sentences has one, else with a voice of this machine. Without
// either there is no button.
import { deviceVoice } from "./device-voice.js";
import { reader } from "./reader.js";
import { recordedVoice } from "./recorded-voice.js";

const article = document.querySelector("[data-read-aloud]");
const controls = document.querySelector("[data-read-aloud-controls]");
const elements = [...article.querySelectorAll("h1, h2, p:not([data-read-aloud-controls])")];
const recorded = elements.flatMap((element) => (element.dataset.recordings ?? "").split(" ").map((file) => ({ element, file })));
const isRecorded = recorded.every(({ file }) => file);
const device = deviceVoice(document.documentElement.lang);
const reading = reader(isRecorded ? recordedVoice() : device, ({ isReading }) => {
  controls.querySelector("[data-read-aloud-start]").hidden = isReading;
  controls.querySelector("[data-read-aloud-stop]").hidden = !isReading;
});

function offer() {
  controls.hidden = !(isRecorded || device.isThere());
}

offer();
device.whenChanged(offer);
controls
  .querySelector("[data-read-aloud-start]")
  .addEventListener("click", () => reading.read(isRecorded ? recorded : elements.map((element) => ({ element }))));
controls.querySelector("[data-read-aloud-stop]").addEventListener("click", reading.stop);
window.addEventListener("pagehide", reading.stop);
