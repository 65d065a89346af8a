// Reads a page aloud with a voice of this machine. No voice that sends the text elsewhere is used: without one of its
// own for the page's language the machine shows no button.

const article = document.querySelector("[data-read-aloud]");
const controls = document.querySelector("[data-read-aloud-controls]");
const language = document.documentElement.lang;

function ownVoice() {
  return speechSynthesis.getVoices().find((voice) => voice.localService && voice.lang.toLowerCase().startsWith(language));
}

function offer() {
  controls.hidden = !ownVoice();
}

function show(isReading) {
  controls.querySelector("[data-read-aloud-start]").hidden = isReading;
  controls.querySelector("[data-read-aloud-stop]").hidden = !isReading;
}

function read() {
  const voice = ownVoice();
  const parts = [...article.querySelectorAll("h1, h2, p:not([data-read-aloud-controls])")];
  speechSynthesis.cancel();
  parts.forEach((part, place) => {
    const sentence = new SpeechSynthesisUtterance(part.textContent.trim());
    sentence.voice = voice;
    sentence.lang = voice.lang;
    sentence.onstart = () => part.classList.add("mesur-read-aloud__part");
    const end = () => {
      part.classList.remove("mesur-read-aloud__part");
      if (place === parts.length - 1) show(false);
    };
    sentence.onend = end;
    sentence.onerror = end; // a voice that fails must leave neither a mark nor a button that stops nothing
    speechSynthesis.speak(sentence);
  });
  show(true);
}

function stop() {
  speechSynthesis.cancel();
  article.querySelectorAll(".mesur-read-aloud__part").forEach((part) => part.classList.remove("mesur-read-aloud__part"));
  show(false);
}

if (article && "speechSynthesis" in window) {
  offer();
  speechSynthesis.addEventListener("voiceschanged", offer);
  controls.querySelector("[data-read-aloud-start]").addEventListener("click", read);
  controls.querySelector("[data-read-aloud-stop]").addEventListener("click", stop);
  window.addEventListener("pagehide", stop);
}
